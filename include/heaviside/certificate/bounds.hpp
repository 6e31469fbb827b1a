/// \file  Pipeline step 5: lower bounds of the program over all patterns, from what is proven of a residual.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "heaviside/certificate/shattered.hpp"

namespace heaviside::certificate {

/// The dual of  min_w 1/2 ||D w - y||^2 + beta ||w||_1  over all patterns p of the data:
///
///     max_theta  g(theta) = 1/2 ||y||^2 - 1/2 ||y - theta||^2   subject to   |p'theta| <= beta for every p.
///
/// Every feasible theta bounds the optimum from below.
class GlobalDual {
 public:
  /// \param y      length n
  /// \param group  of each row: equal rows share one
  GlobalDual(const Eigen::VectorXd& y, const std::vector<std::int64_t>& group, double beta);

  /// The optimum of the shattered program: a bound for every data set.
  double shattered() const { return shattered_; }

  /// The best g on the segments from 0, and from the shattered program's theta, to the multiple of r that is feasible.
  ///
  /// \param r        length n
  /// \param largest  proven: |p'r| <= largest for every pattern p
  /// \note Local. O(n).
  double bound(const Eigen::VectorXd& r, double largest) const;

 private:
  double objective(const Eigen::VectorXd& theta) const;
  double best_on_segment(const Eigen::VectorXd& from, const Eigen::VectorXd& to) const;

  Eigen::VectorXd y_;
  double beta_;
  double shattered_;
  Eigen::VectorXd theta_;  // of the shattered program: |p'theta| <= beta for every 0/1 vector p over distinct rows
};

}  // namespace heaviside::certificate
