/// \file  Pipeline step 5: the shattered program, whose optimum bounds the program over every set of patterns.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

namespace heaviside::certificate {

/// The solution of the shattered program, where every 0/1 vector over the distinct rows is a pattern.
struct Shattered {
  Eigen::VectorXd output;  ///< delta: the network's output at each distinct row
  double upper_level = 0;  ///< t_+ = max_i (delta_i)_+
  double lower_level = 0;  ///< t_- = max_i (-delta_i)_+
  double optimum = 0;      ///< the objective, over all rows
};

/// Solves  min_delta 1/2 ||delta - y||^2 + beta ( max_i (delta_i)_+ + max_i (-delta_i)_+ )  over outputs that agree on
/// equal rows [EGLP23].
///
/// y_+ and y_- are clipped apart, each at the level where the clipped mass equals beta (0 where all of it does not
/// reach beta). Rows of one group are equal in X: they share an output, so they are replaced by their mean with their
/// count as weight, and their spread is a constant of the objective.
///
/// \param y      length n
/// \param group  length n: the number of the distinct row that each row equals, 0..distinct-1
/// \note Local. O(n log n).
Shattered solve_shattered(const Eigen::VectorXd& y, const std::vector<std::int64_t>& group, double beta);

}  // namespace heaviside::certificate
