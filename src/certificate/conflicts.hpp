/// \file  Pipeline step 5, inside: open points of a cone that cannot be above together.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "cone.hpp"
#include "open_points.hpp"
#include "signed_points.hpp"

namespace heaviside::certificate {

/// Two points conflict in a cone where (y_a + y_b)'u < 0 for each of its u: at most one of them is above. So are a
/// positive and a negative weight of which the first lies before the second in every direction of the cone.
///
/// A matching of conflicting points, each pair with a mass, such that no point's masses sum to more than its size, is
/// a sum that no u of the cone gathers: the packing bound of the pairs, by its dual. It is made greedily, from the
/// points that are above the most surely, each with those that are the least surely below.
///
/// \note Local.
class Conflicts {
 public:
  /// A sum of sizes of the open points that are below for each u of the cone; the search for more ends at `enough`.
  double lost(const SignedPoints& points, const OpenPoints& node, const Cone& cone, double enough);

 private:
  void gather(const SignedPoints& points, const OpenPoints& node, const Cone& cone);
  double match(std::size_t a, std::size_t first, double enough);

  std::vector<Eigen::Index> coordinates_;  // all but the facet's
  std::vector<std::uint64_t> order_;       // keys of the points, by decreasing margin
  // Of the open points in that order, up to the end of a block; rounded, with the rounding errors in the margins:
  std::size_t count_ = 0, stride_ = 0;
  std::vector<float> margin_;
  std::vector<float> reach_;  // y_ij half_j, a coordinate after the other, each `stride_` long
  std::vector<double> left_;  // of the sizes
};

}  // namespace heaviside::certificate
