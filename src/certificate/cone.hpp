/// \file  Pipeline step 5, inside: a set of hyperplanes, and what a search of it is to find and found.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <limits>
#include <vector>

namespace heaviside::certificate {

/// The directions u with u_facet = centre_facet = 1 or -1 and every other coordinate within `half` of `centre`, and
/// their positive multiples.
struct Cone {
  Eigen::Index facet = 0;
  Eigen::VectorXd centre, half;  ///< length r; half is 0 at the facet
  double bound = 0;              ///< no sum of a direction in it is larger
};

/// When an exploration may leave a cone, and how far it may go.
struct Goal {
  double target = -std::numeric_limits<double>::infinity();       ///< sums up to this are of no interest
  double enough = std::numeric_limits<double>::infinity();        ///< a sum above it ends the exploration
  std::int64_t nodes = std::numeric_limits<std::int64_t>::max();  ///< cones to look at
  std::int64_t* allowance = nullptr;                              ///< or so many that several explorations share
};

/// What an exploration found.
struct Exploration {
  double best = -std::numeric_limits<double>::infinity();  ///< the largest sum seen; directions attain it
  Eigen::VectorXd direction;                               ///< one that does, over the unit coordinates of the columns
  double closed = -std::numeric_limits<double>::infinity();  ///< no sum of a cone that was left is larger, or than best
  std::vector<Cone> open;                                    ///< cones that were not looked at
  std::int64_t nodes = 0;                                    ///< cones looked at, those of dependent points included
};

}  // namespace heaviside::certificate
