#include "heaviside/core/random.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <vector>

using heaviside::core::normals;
using heaviside::core::random_word;
using heaviside::core::uniform;

TEST_CASE("words are those of Philox4x64-10") {
  // The first four: the known-answer test of [SMDS11]'s Random123. The others: a Philox written in Python.
  const std::uint64_t zeros[] = {0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b};
  const std::uint64_t some[] = {0x2e46121b2296d7a5, 0x20d5f745292e9a58, 0x6569661c51bf5c7d, 0xa69aa294012852c2};
  const std::uint64_t large[] = {0x057b941e17f019d0, 0x4fa69a0dcd78e5c7, 0xa545d22f1e61f38d, 0x0c2007fe165047d1};
  for (std::uint64_t k = 0; k < 4; ++k) {
    CHECK(random_word(0, 0, 0, k) == zeros[k]);
    CHECK(random_word(5, 1, 7, 8 + k) == some[k]);
    CHECK(random_word(~std::uint64_t{0}, std::uint64_t{1} << 32, (std::uint64_t{1} << 63) + 3, k) == large[k]);
  }
}

TEST_CASE("uniform numbers lie in (0, 1) and follow the words") {
  double sum = 0;
  for (std::uint64_t k = 0; k < 10000; ++k) {
    const double u = uniform(3, 1, 0, k);
    REQUIRE(u > 0);
    REQUIRE(u < 1);
    REQUIRE(std::abs(u - std::ldexp(static_cast<double>(random_word(3, 1, 0, k)), -64)) < 0x1p-50);
    sum += u;
  }
  CHECK(std::abs(sum / 10000 - 0.5) < 0.015);  // 5 standard deviations
}

TEST_CASE("normals are Box-Muller pairs of the words") {
  std::vector<double> values(8);
  normals(5, 1, 7, values);
  for (std::uint64_t k = 0; k < 8; k += 2) {
    const double angle = std::ldexp(static_cast<double>(static_cast<std::int64_t>(random_word(5, 1, 7, k))), -63);
    const double radius = std::sqrt(-2 * std::log(std::ldexp(static_cast<double>(random_word(5, 1, 7, k + 1)), -64)));
    CHECK(values[k] == Approx(radius * std::sin(std::numbers::pi * angle)).epsilon(1e-12));
    CHECK(values[k + 1] == Approx(radius * std::cos(std::numbers::pi * angle)).epsilon(1e-12));
  }
}

TEST_CASE("a number depends on (seed, stream, index, position) alone, not on how many are drawn") {
  std::vector<double> many(101);
  normals(5, 1, 7, many);
  for (const std::size_t count : {0U, 1U, 2U, 3U, 4U, 5U, 100U}) {
    std::vector<double> few(count);
    normals(5, 1, 7, few);
    CHECK(std::equal(few.begin(), few.end(), many.begin()));
  }
  std::vector<double> other(101);
  for (const auto& [seed, stream, index] : {std::tuple{6, 1, 7}, std::tuple{5, 2, 7}, std::tuple{5, 1, 8}}) {
    normals(static_cast<std::uint64_t>(seed), static_cast<std::uint64_t>(stream), static_cast<std::uint64_t>(index),
            other);
    for (std::size_t k = 0; k < other.size(); ++k) CHECK(other[k] != many[k]);
  }
}

TEST_CASE("normals have mean 0, variance 1 and the normal tails") {
  std::vector<double> values(200000);
  normals(11, 1, 0, values);
  double sum = 0;
  double squares = 0;
  double beyond_two = 0;
  for (const double value : values) {
    sum += value;
    squares += value * value;
    beyond_two += std::abs(value) > 2 ? 1 : 0;
  }
  const auto count = static_cast<double>(values.size());
  CHECK(std::abs(sum / count) < 0.012);  // about 5 standard deviations each
  CHECK(std::abs(squares / count - 1) < 0.016);
  CHECK(std::abs(beyond_two / count - std::erfc(std::numbers::sqrt2)) < 0.0024);
}
