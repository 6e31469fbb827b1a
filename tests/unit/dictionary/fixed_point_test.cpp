// Fixed point keeps 46 bits of the largest entry, never overflows a sum, and is exact where it can be.
#include "heaviside/dictionary/fixed_point.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "heaviside/core/random.hpp"

namespace {

using namespace heaviside;
using dictionary::FixedVector;
using dictionary::round_to_fixed;
using Eigen::VectorXd;

constexpr auto mantissa_limit = std::int64_t{1} << 47;
constexpr auto sum_limit = std::int64_t{1} << 62;

FixedVector rounded(const VectorXd& v) { return round_to_fixed(v, v.cwiseAbs().maxCoeff(), v.lpNorm<1>()); }

/// Every mantissa and the sum of their sizes are in range, and no entry is further off than half a unit.
void check(const VectorXd& v, const FixedVector& fixed) {
  REQUIRE(fixed.mantissa.size() == static_cast<std::size_t>(v.size()));
  std::int64_t sum = 0;
  for (std::size_t j = 0; j < fixed.mantissa.size(); ++j) {
    const std::int64_t m = fixed.mantissa[j];
    REQUIRE(std::abs(m) < mantissa_limit);
    sum += std::abs(m);
    REQUIRE(sum < sum_limit);
    const double error = static_cast<double>(m) * std::ldexp(1.0, fixed.exponent) - v[static_cast<Eigen::Index>(j)];
    REQUIRE(std::abs(error) <= std::ldexp(1.0, fixed.exponent - 1));
  }
}

VectorXd normals(Eigen::Index size, std::uint64_t seed) {
  VectorXd v(size);
  core::normals(seed, 3, 0, {v.data(), static_cast<std::size_t>(size)});
  return v;
}

}  // namespace

TEST_CASE("the unit is 2^-45 of the largest entry or finer") {
  for (const double scale : {1e-200, 1e-9, 1.0, 0.75, 1024.0, 1e200}) {
    const VectorXd v = scale * normals(500, 1);
    const auto fixed = rounded(v);
    check(v, fixed);
    CHECK(std::ldexp(1.0, fixed.exponent) <= v.cwiseAbs().maxCoeff() * std::ldexp(1.0, -45));
    CHECK(fixed.value().isApprox(v, 1e-13));
  }
}

TEST_CASE("powers of two and their neighbours stay in range") {
  for (int exponent = -3; exponent <= 3; ++exponent) {
    const double power = std::ldexp(1.0, exponent);
    for (const double value : {power, std::nextafter(power, 0.0), std::nextafter(power, 10.0)}) {
      const VectorXd v = VectorXd::Constant(3, -value);
      check(v, rounded(v));
    }
  }
}

TEST_CASE("small integers are exact") {
  VectorXd v(5);
  v << 1, -3, 0, 1000, 7;
  CHECK(rounded(v).value() == v);
}

TEST_CASE("rounding again changes nothing") {
  const VectorXd once = rounded(normals(200, 2)).value();
  CHECK(rounded(once).value() == once);
}

TEST_CASE("a long vector gets a coarser unit, so that its sum fits") {
  const VectorXd v = VectorXd::Constant(1 << 20, 0.999);
  const auto fixed = rounded(v);
  check(v, fixed);
  CHECK(fixed.exponent > rounded(VectorXd(v.head(10))).exponent);
}

TEST_CASE("the callers' bounds decide, not this rank's entries") {
  const VectorXd v = normals(10, 3);
  const auto fixed = round_to_fixed(v, 1e6, 1e9);
  check(v, fixed);
  CHECK(fixed.exponent == round_to_fixed(VectorXd::Zero(2), 1e6, 1e9).exponent);
  CHECK(std::ldexp(1.0, fixed.exponent) > 1e6 * std::ldexp(1.0, -47));
}

TEST_CASE("zero and empty vectors") {
  CHECK(round_to_fixed(VectorXd::Zero(3), 0, 0).value() == VectorXd::Zero(3));
  CHECK(round_to_fixed(VectorXd(), 0, 0).value().size() == 0);
  CHECK(round_to_fixed(VectorXd(), 5, 5).mantissa.empty());
}

TEST_CASE("the smallest and the largest doubles") {
  const double tiny = std::numeric_limits<double>::denorm_min();
  const VectorXd small = VectorXd::Constant(2, tiny);
  check(small, rounded(small));
  const VectorXd normal = VectorXd::Constant(2, 1e-290);
  check(normal, rounded(normal));
  CHECK(rounded(normal).value().isApprox(normal, 1e-4));
  const VectorXd large = VectorXd::Constant(1, 1.7e308);
  check(large, rounded(large));
  CHECK(rounded(large).value().isApprox(large, 1e-13));
}
