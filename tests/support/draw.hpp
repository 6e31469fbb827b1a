/// \file  Numbers of a random case, drawn one after the other. Local.
#pragma once

#include <Eigen/Core>
#include <cstdint>

#include "heaviside/core/random.hpp"

namespace heaviside::test {

/// A function of the seed and of how many were drawn.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : seed_(seed) {}

  /// low, ..., high
  Eigen::Index between(Eigen::Index low, Eigen::Index high) {
    return low + static_cast<Eigen::Index>(core::random_word(seed_, 11, 0, position_++) %
                                           static_cast<std::uint64_t>(high - low + 1));
  }
  double integer(Eigen::Index low, Eigen::Index high) { return static_cast<double>(between(low, high)); }
  double unit() { return core::uniform(seed_, 11, 0, position_++); }
  double normal() {
    double value = 0;
    core::normals(seed_, 12, position_++, {&value, 1});
    return value;
  }

 private:
  std::uint64_t seed_;
  std::uint64_t position_ = 0;
};

}  // namespace heaviside::test
