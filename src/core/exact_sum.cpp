#include "heaviside/core/exact_sum.hpp"

#include <bit>
#include <cmath>
#include <limits>

namespace heaviside::core {
namespace {

__extension__ using Word128 = unsigned __int128;

constexpr int limb_bits = 32;
constexpr std::int64_t limb_base = std::int64_t{1} << limb_bits;
constexpr std::int64_t additions_between_carries = std::int64_t{1} << 29;
constexpr int lowest_exponent = -1074;  // of the smallest subnormal double: bit 0 of limb 0
constexpr int number_limbs = ExactSum::limb_count - 1;
constexpr int not_finite = ExactSum::limb_count - 1;  // the last limb counts infinities and NaN

}  // namespace

ExactSum& ExactSum::operator+=(double value) {
  if (value == 0) return *this;
  if (!std::isfinite(value)) {
    ++limbs_[not_finite];
    return *this;
  }
  // value = sign * mantissa * 2^(position + lowest_exponent), mantissa < 2^53
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const int exponent = static_cast<int>(bits >> 52 & 0x7ff);
  const std::uint64_t fraction = bits & ((1ULL << 52) - 1);
  const std::uint64_t mantissa = exponent == 0 ? fraction : fraction | 1ULL << 52;
  const int position = exponent == 0 ? 0 : exponent - 1;
  const std::int64_t sign = value < 0 ? -1 : 1;

  const auto limb = static_cast<std::size_t>(position / limb_bits);
  const int shift = position % limb_bits;
  const Word128 shifted = static_cast<Word128>(mantissa) << shift;
  for (std::size_t k = 0; k < 3; ++k) {
    limbs_[limb + k] += sign * static_cast<std::int64_t>(static_cast<std::uint32_t>(shifted >> (limb_bits * k)));
  }
  if (++pending_ == additions_between_carries) carry();
  return *this;
}

ExactSum& ExactSum::operator+=(const ExactSum& other) {
  ExactSum copy = other;
  copy.carry();
  carry();
  for (std::size_t k = 0; k < limb_count; ++k) limbs_[k] += copy.limbs_[k];
  pending_ = 2;
  return *this;
}

/// Brings every limb into [0, 2^32); the highest keeps the sign.
void ExactSum::carry() {
  for (std::size_t k = 0; k + 1 < number_limbs; ++k) {
    const std::int64_t carried = limbs_[k] >> limb_bits;  // floor
    limbs_[k] -= carried * limb_base;
    limbs_[k + 1] += carried;
  }
  pending_ = 0;
}

ExactSum::Limbs& ExactSum::normalised_limbs() {
  carry();
  return limbs_;
}

double ExactSum::value() const {
  if (limbs_[not_finite] != 0) return std::numeric_limits<double>::quiet_NaN();
  ExactSum magnitude = *this;
  magnitude.carry();
  const bool negative = magnitude.limbs_[number_limbs - 1] < 0;
  if (negative) {
    for (std::size_t k = 0; k < number_limbs; ++k) magnitude.limbs_[k] = -magnitude.limbs_[k];
    magnitude.carry();
  }
  int top = number_limbs - 1;
  const auto limb = [&](int k) {
    return k < 0 ? 0 : static_cast<std::uint64_t>(magnitude.limbs_[static_cast<std::size_t>(k)]);
  };
  while (top > 0 && limb(top) == 0) --top;
  // The leading 64 bits with everything below folded into the lowest, so that the one conversion rounds correctly.
  Word128 leading =
      (static_cast<Word128>(limb(top)) << 64) | (static_cast<Word128>(limb(top - 1)) << 32) | limb(top - 2);
  bool sticky = false;
  for (int k = top - 3; k >= 0; --k) sticky = sticky || limb(k) != 0;
  int exponent = lowest_exponent + limb_bits * (top - 2);
  while (leading >> 64 != 0) {
    sticky = sticky || (leading & 1) != 0;
    leading >>= 1;
    ++exponent;
  }
  const auto rounded = static_cast<double>(static_cast<std::uint64_t>(leading) | (sticky ? 1U : 0U));
  const double result = std::ldexp(rounded, exponent);
  return negative ? -result : result;
}

}  // namespace heaviside::core
