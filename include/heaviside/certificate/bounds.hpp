/// \file  Pipeline step 5: lower bounds of the program over all patterns, from what is proven of a residual.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "heaviside/certificate/shattered.hpp"

namespace heaviside::certificate {

/// At least max_p ||p'theta||_2 over all 0/1 vectors p that agree on equal rows; with one output the maximum itself.
/// With more, the smaller of  sum_i ||theta_i||_2  and  ||max_p |p'theta_k| for each output k||_2.
///
/// \param theta  length n K, one output after the other, \param group  of each row: equal rows share one. Local.
double largest_over_vectors(const Eigen::VectorXd& theta, const std::vector<std::int64_t>& group);

/// The dual of  min_w L(D w) + beta sum_j ||w_j||_2  over all patterns p of the data:
///
///     max_theta  G(theta) = -L*(-theta)   subject to   ||p'theta||_2 <= beta for every p   (see solver::Loss).
///
/// Every feasible theta bounds the optimum from below.
class GlobalDual {
 public:
  /// \param loss   of n K numbers
  /// \param group  of each row: equal rows share one
  GlobalDual(solver::Loss loss, const std::vector<std::int64_t>& group, double beta);

  const solver::Loss& loss() const { return loss_; }

  /// The optimum of the shattered program: a bound for every data set. With K outputs it is the sum of the outputs'
  /// programs with beta / sqrt(K), as ||w_j||_2 >= ||w_j||_1 / sqrt(K).
  double shattered() const { return shattered_; }

  /// The best G on the segments from 0, and from the shattered program's theta, to the multiple of r that is feasible.
  ///
  /// \param r        length n K, in the domain of G
  /// \param largest  proven: ||p'r||_2 <= largest for every pattern p
  /// \note Local. O(n K).
  double bound(const Eigen::VectorXd& r, double largest) const;

 private:
  double best_on_segment(const Eigen::VectorXd& from, const Eigen::VectorXd& to) const;

  solver::Loss loss_;
  double beta_;
  double shattered_ = 0;
  Eigen::VectorXd theta_;  // of the shattered program: ||p'theta|| <= beta for every 0/1 vector p over distinct rows
};

}  // namespace heaviside::certificate
