/// \file  Pipeline step 5: the shattered program, whose optimum bounds the program over every set of patterns.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "heaviside/solver/losses.hpp"

namespace heaviside::certificate {

/// The solution of the shattered program, where every 0/1 vector over the distinct rows is a pattern.
struct Shattered {
  Eigen::VectorXd output;  ///< delta: the network's output at each distinct row
  double upper_level = 0;  ///< t_+ = max_i (delta_i)_+
  double lower_level = 0;  ///< t_- = max_i (-delta_i)_+
  double optimum = 0;      ///< the objective, over all rows
};

/// Solves  min_delta L(delta) + beta ( max_i (delta_i)_+ + max_i (-delta_i)_+ )  over outputs that agree on equal rows
/// [EGLP23].
///
/// The outputs that fit best are clipped from above and from below, each at the level where the residuals beyond it sum
/// to beta (0 where they do not reach beta): two roots of decreasing functions, found by bisection to the last bit.
/// Rows of one group are equal in X: they share an output, so their losses add up.
///
/// \param loss   of n rows
/// \param group  length n: the number of the distinct row that each row equals, 0..distinct-1
/// \note Local. O(n) a bisection.
Shattered solve_shattered(const solver::Loss& loss, const std::vector<std::int64_t>& group, double beta);

}  // namespace heaviside::certificate
