/// \file  The rays of an arrangement, and the patterns of the points that lie on them.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <span>
#include <vector>

#include "heaviside/arrangements/exact_points.hpp"

namespace heaviside::arrangements {

using Indices = std::vector<Eigen::Index>;
/// A packed pattern; sorted by its words.
using Words = std::vector<std::uint64_t>;

/// Points and the columns in which they are looked at: as many as their rank, and independent.
struct Subspace {
  Indices points;
  Indices columns;
};

/// A flat of rank r - 1, and the normal of the hyperplane through it. Positions count from 0 in Subspace::points.
struct Flat {
  Indices positions;  ///< of the points on it, increasing
  Normal normal;      ///< of all the points
};

/// A share of the subsets of points that may span a flat.
struct Share {
  std::int64_t parts = 1;
  std::int64_t part = 0;
};

/// Calls `visit` with every flat of rank r - 1 once over all shares; `tick` with the number of every subset looked at.
/// \note Local.
void visit_flats(const ExactPoints& points, const Subspace& space, Share share,
                 const std::function<void(const Flat&)>& visit, const std::function<void(std::int64_t)>& tick);

/// The patterns around a flat's normal u, over all points of the space: those with the sides of u, then those with the
/// sides of -u. `visit` is called with the sign, 1 or -1, and the pattern.
/// \note Local.
void visit_patterns(const ExactPoints& points, const Subspace& space, const Flat& flat,
                    const std::function<void(int, const Words&)>& visit);

}  // namespace heaviside::arrangements
