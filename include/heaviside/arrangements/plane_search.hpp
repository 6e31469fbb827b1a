/// \file  Pipeline step 2: the best hyperplane of a plane for a residual, by exact search.
#pragma once

#include <Eigen/Core>

namespace heaviside::arrangements {

/// The best direction of a plane: u(t) = u cos t + v sin t.
struct PlaneOptimum {
  double angle = 0;  ///< t, the middle of its cell, in [0, 2 pi)
  double score = 0;  ///< |sum of r_i over the active samples|
};

/// Maximises  |sum_i r_i 1{a_i cos t + b_i sin t >= 0}|  over t, where a = Z u and b = Z v.
///
/// Each sample is active on a half circle; the score is constant between its n ends and, a half turn on, the total of r
/// (ties of the whole plane twice) less it. So one sort of n angles and one running sum give the maximum over all 2 n
/// cells exactly (to the rounding of the sum). Samples that change at the same angle change together.
///
/// \param a, b, r  length n
/// \note Local. O(n) where the angles spread, O(n log n) at worst.
PlaneOptimum search_plane(const Eigen::VectorXd& a, const Eigen::VectorXd& b, const Eigen::VectorXd& r);

}  // namespace heaviside::arrangements
