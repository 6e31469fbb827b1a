/// \file  Pipeline step 5: lower bounds of the program over all patterns, from what is proven of a residual.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "heaviside/certificate/shattered.hpp"

namespace heaviside::certificate {

/// max_p |p'theta| over all 0/1 vectors p that agree on equal rows.
///
/// \param theta  length n, \param group  of each row: equal rows share one. Local.
double largest_over_vectors(const Eigen::VectorXd& theta, const std::vector<std::int64_t>& group);

/// The dual of  min_w L(D w) + beta ||w||_1  over all patterns p of the data:
///
///     max_theta  G(theta) = -L*(-theta)   subject to   |p'theta| <= beta for every p   (see solver::Loss).
///
/// Every feasible theta bounds the optimum from below.
class GlobalDual {
 public:
  /// \param loss   of n rows
  /// \param group  of each row: equal rows share one
  GlobalDual(solver::Loss loss, const std::vector<std::int64_t>& group, double beta);

  const solver::Loss& loss() const { return loss_; }

  /// The optimum of the shattered program: a bound for every data set.
  double shattered() const { return shattered_; }

  /// The best G on the segments from 0, and from the shattered program's theta, to the multiple of r that is feasible.
  ///
  /// \param r        length n, in the domain of G
  /// \param largest  proven: |p'r| <= largest for every pattern p
  /// \note Local. O(n).
  double bound(const Eigen::VectorXd& r, double largest) const;

 private:
  double best_on_segment(const Eigen::VectorXd& from, const Eigen::VectorXd& to) const;

  solver::Loss loss_;
  double beta_;
  double shattered_;
  Eigen::VectorXd theta_;  // of the shattered program: |p'theta| <= beta for every 0/1 vector p over distinct rows
};

}  // namespace heaviside::certificate
