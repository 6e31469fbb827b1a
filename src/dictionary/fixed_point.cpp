#include "heaviside/dictionary/fixed_point.hpp"

#include <algorithm>
#include <cmath>

namespace heaviside::dictionary {
namespace {

constexpr int mantissa_bits = 47;      // what the kernels take: two limbs of 24 bits, signed
constexpr int sum_bits = 62;           // what a 64-bit sum holds
constexpr int least_exponent = -1022;  // 2^e and 2^-e are normal doubles; what is smaller counts as zero

/// The least e with value < 2^e.
int binary_exponent(double value) {
  int exponent = 0;
  std::frexp(value, &exponent);  // value = m 2^exponent, 1/2 <= m < 1
  return exponent;
}

}  // namespace

Eigen::VectorXd FixedVector::value() const { return scaled(mantissa, exponent); }

FixedVector round_to_fixed(const Eigen::VectorXd& v, double largest, double sum) {
  FixedVector fixed;
  fixed.mantissa.assign(static_cast<std::size_t>(v.size()), 0);
  if (largest == 0) return fixed;
  // One bit to spare: rounding may carry a mantissa up to the power of two itself.
  fixed.exponent =
      std::max({binary_exponent(largest) - (mantissa_bits - 1), binary_exponent(sum) - (sum_bits - 1), least_exponent});
  const double down = std::ldexp(1.0, -fixed.exponent);
  std::transform(v.begin(), v.end(), fixed.mantissa.begin(), [&](double value) { return std::llrint(value * down); });
  return fixed;
}

Eigen::VectorXd scaled(const std::vector<std::int64_t>& mantissa, int exponent) {
  const double up = std::ldexp(1.0, exponent);
  Eigen::VectorXd values(static_cast<Eigen::Index>(mantissa.size()));
  std::transform(mantissa.begin(), mantissa.end(), values.begin(),
                 [&](std::int64_t m) { return static_cast<double>(m) * up; });
  return values;
}

}  // namespace heaviside::dictionary
