/// \file  Pipeline step 5, inside: what is decided in a cone, and what is not.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <vector>

namespace heaviside::certificate {

/// The points that are not decided in a cone, and the sums of those that are. Arrays are as long as was ever needed.
struct OpenPoints {
  std::vector<double> margin;       ///< y_i'centre
  std::vector<double> width;        ///< the largest difference from it in the cone, and the rounding errors
  std::vector<Eigen::Index> place;  ///< i, in SignedPoints
  std::size_t count = 0;
  double above = 0;  ///< sizes of the points that are above in the whole cone
  double open = 0;   ///< sizes of those that are not decided

  void resize(std::size_t size) {
    if (margin.size() >= size) return;
    margin.resize(size);
    width.resize(size);
    place.resize(size);
  }
};

}  // namespace heaviside::certificate
