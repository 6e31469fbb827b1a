/// \file  Sums of doubles without rounding, so that they do not depend on order or on the number of ranks. Local.
#pragma once

#include <array>
#include <cstdint>

namespace heaviside::core {

/// The exact sum of finite doubles, in a fixed-point number that spans the whole double range [Kulisch].
///
/// Adding is associative: sums over ranks are integer sums of `limbs()`, 67 words whatever the number of terms.
/// Infinities and NaN are remembered and returned as NaN.
class ExactSum {
 public:
  static constexpr int limb_count = 68;
  using Limbs = std::array<std::int64_t, limb_count>;

  ExactSum& operator+=(double value);
  ExactSum& operator+=(const ExactSum& other);

  /// The sum, correctly rounded.
  double value() const;

  /// The words of the sum, each below 2^32 in size save the highest; the last counts what was not finite. Element-wise
  /// integer sums over up to 2^31 ranks do not overflow.
  Limbs& normalised_limbs();

 private:
  void carry();

  Limbs limbs_{};
  std::int64_t pending_ = 0;  // additions since the last carry
};

}  // namespace heaviside::core
