/// \file  Pipeline step 2: hyperplanes whose patterns correlate with a residual, found by exact search in planes.
#pragma once

#include <Eigen/Core>
#include <cstdint>

namespace heaviside::arrangements {

/// The best direction of a plane: u(t) = u cos t + v sin t.
struct PlaneOptimum {
  double angle = 0;  ///< t, the middle of its cell, in [0, 2 pi)
  double score = 0;  ///< |sum of r_i over the active samples|
};

/// Maximises  |sum_i r_i 1{a_i cos t + b_i sin t >= 0}|  over t, where a = Z u and b = Z v.
///
/// Each sample is active on a half circle; the score is constant between its n ends and, a half turn on, the total of r
/// less it. So one sort of n angles and one running sum give the maximum over all 2 n cells exactly (to the rounding of
/// the sum). Samples that change at the same angle change together.
///
/// \param a, b, r  length n
/// \note Local. O(n log n).
PlaneOptimum search_plane(const Eigen::VectorXd& a, const Eigen::VectorXd& b, const Eigen::VectorXd& r);

/// A hyperplane and the score |sum_i r_i 1{z_i'u >= 0}| of its cell.
struct PricedHyperplane {
  Eigen::VectorXd u;
  double score = 0;
};

/// Where a search begins and how long it may take.
struct SearchOptions {
  std::int64_t patience = 12;  ///< planes without improvement that end a search
  std::int64_t planes = 400;   ///< at most
  std::uint64_t seed = 0;      ///< with the index of the start, decides all random directions
};

/// Climbs from u: searches the planes that u spans with, in turn, the gradient of a smoothed score, a coordinate axis
/// and a random direction, and moves to the best hyperplane of a plane, until no plane improves.
///
/// The smoothed score is sum_i r_i / (1 + exp(-z_i'u / h)); h runs over fractions of the median |z_i'u|.
///
/// \param Z  n x r, whole on this rank
/// \param start  number of the start: with options.seed, all that the random directions depend on
/// \note Local.
PricedHyperplane climb(const Eigen::MatrixXd& Z, const Eigen::VectorXd& r, const Eigen::VectorXd& u, std::int64_t start,
                       const SearchOptions& options);

}  // namespace heaviside::arrangements
