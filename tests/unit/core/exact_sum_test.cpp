#include "heaviside/core/exact_sum.hpp"

#include <algorithm>
#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "heaviside/core/random.hpp"

namespace {

using heaviside::core::ExactSum;
using heaviside::core::random_word;

constexpr double largest = std::numeric_limits<double>::max();
constexpr double smallest = std::numeric_limits<double>::denorm_min();
constexpr double infinity = std::numeric_limits<double>::infinity();

double sum_of(const std::vector<double>& values) {
  ExactSum sum;
  for (const double value : values) sum += value;
  return sum.value();
}

/// Finite doubles of every sign, exponent and fraction.
std::vector<double> wild_values(std::size_t count, std::uint64_t seed) {
  std::vector<double> values;
  for (std::uint64_t k = 0; values.size() < count; ++k) {
    const auto value = std::bit_cast<double>(random_word(seed, 1, 0, k));
    if (std::isfinite(value)) values.push_back(value);
  }
  return values;
}

}  // namespace

TEST_CASE("nothing sums to zero, and one number to itself") {
  CHECK(ExactSum().value() == 0);
  for (const double value :
       {1.0, -1.0, 0.1, largest, -largest, smallest, -smallest, 0x1p-1022, 0x1.fffffffffffffp-1023}) {
    CHECK(sum_of({value}) == value);
  }
  for (const double value : wild_values(2000, 1)) REQUIRE(sum_of({value}) == value);
}

TEST_CASE("integers: the sum is that of integer arithmetic, correctly rounded") {
  // Terms are multiples of 2^-20 below 2^43, so 2000 of them are exact in a 128-bit integer; converting it rounds once.
  __extension__ using Integer = __int128;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Integer exact = 0;
    ExactSum sum;
    for (std::uint64_t k = 0; k < 2000; ++k) {
      const auto term = static_cast<std::int64_t>(random_word(seed, 2, 0, k)) >> (k % 11);
      const auto value = static_cast<double>(term >> 11 << 11);  // 53 bits: the double is exact
      exact += term >> 11 << 11;
      sum += std::ldexp(value, -20);
    }
    REQUIRE(sum.value() == std::ldexp(static_cast<double>(exact), -20));
  }
}

TEST_CASE("rounding is to nearest, ties to even, whatever stands far below") {
  CHECK(sum_of({1.0, 0x1p-53}) == 1.0);                      // a tie, down to even
  CHECK(sum_of({1.0, 0x1p-52, 0x1p-53}) == 1.0 + 0x1p-51);   // a tie, up to even
  CHECK(sum_of({1.0, 0x1p-53, smallest}) == 1.0 + 0x1p-52);  // just over a tie
  CHECK(sum_of({1.0, 0x1p-53, -smallest}) == 1.0);           // just under it
  CHECK(sum_of({1.0, 0x1p-52, 0x1p-53, -smallest}) == 1.0 + 0x1p-52);
  CHECK(sum_of({-1.0, -0x1p-53, -smallest}) == -1.0 - 0x1p-52);
  CHECK(sum_of({0x1p60, 0x1p-1000, -0x1p60}) == 0x1p-1000);  // nothing is lost to cancellation
}

TEST_CASE("subnormals") {
  CHECK(sum_of({smallest, smallest, smallest}) == 3 * smallest);
  CHECK(sum_of({0x1p-1022, -smallest}) == 0x1.ffffffffffffep-1023);
  CHECK(sum_of({0x1.8p-1074, 0x1p-1022, -0x1p-1022}) == 2 * smallest);  // 0x1.8p-1074 is read as 2 smallest
  std::vector<double> values;
  for (int k = 1; k <= 1000; ++k) values.push_back(k % 2 == 0 ? k * smallest : -k * smallest);
  CHECK(sum_of(values) == 500 * smallest);
}

TEST_CASE("partial sums may pass the range of double; a sum beyond it is infinite") {
  CHECK(sum_of({largest, largest, -largest}) == largest);
  CHECK(sum_of({largest, largest, largest, -largest, -largest, -largest, smallest}) == smallest);
  CHECK(sum_of({largest, largest}) == infinity);
  CHECK(sum_of({-largest, -largest}) == -infinity);
  CHECK(sum_of({largest, 0x1p969}) == largest);   // under half a unit in the last place
  CHECK(sum_of({largest, 0x1p970}) == infinity);  // half of it: rounds to even, which is out of range
}

TEST_CASE("infinities and NaN give NaN") {
  CHECK(std::isnan(sum_of({infinity})));
  CHECK(std::isnan(sum_of({infinity, -infinity, 1})));
  CHECK(std::isnan(sum_of({1, std::nan(""), 2})));
  ExactSum total;
  ExactSum part;
  part += infinity;
  total += part;
  CHECK(std::isnan(total.value()));
}

TEST_CASE("the bits do not depend on order or on how the sum is cut into parts") {
  auto values = wild_values(3000, 3);
  for (double& value : values) value = std::ldexp(value, -12);  // so that the sum is finite
  const double reference = sum_of(values);
  CHECK(std::isfinite(reference));
  std::sort(values.begin(), values.end());
  CHECK(sum_of(values) == reference);
  std::reverse(values.begin(), values.end());
  CHECK(sum_of(values) == reference);
  for (const std::size_t parts : {2U, 3U, 7U, 3000U}) {
    std::vector<ExactSum> sums(parts);
    for (std::size_t k = 0; k < values.size(); ++k) sums[k % parts] += values[k];
    ExactSum total;
    for (const auto& sum : sums) total += sum;
    CHECK(total.value() == reference);
  }
}

TEST_CASE("element-wise integer sums of limbs are sums of the numbers, as over ranks") {
  const auto values = wild_values(1000, 4);
  ExactSum::Limbs total{};
  ExactSum whole;
  for (const double value : values) {
    ExactSum one;
    one += value;
    whole += value;
    const auto& limbs = one.normalised_limbs();
    for (std::size_t k = 0; k < limbs.size(); ++k) total[k] += limbs[k];
  }
  ExactSum sum;
  sum.normalised_limbs() = total;
  CHECK(sum.value() == whole.value());
}

TEST_CASE("normalised limbs are unsigned 32-bit words save the highest") {
  ExactSum sum;
  for (const double value : {-1.5, 3e300, -smallest, 7.0}) sum += value;
  const auto& limbs = sum.normalised_limbs();
  for (std::size_t k = 0; k + 2 < limbs.size(); ++k) {
    CHECK(limbs[k] >= 0);
    CHECK(limbs[k] < (std::int64_t{1} << 32));
  }
}

TEST_CASE("a long sum of one number is its product") {
  ExactSum sum;
  constexpr int count = 3000000;
  for (int k = 0; k < count; ++k) sum += -0x1.fffffffffffffp0;
  CHECK(sum.value() == -0x1.fffffffffffffp0 * count);
}
