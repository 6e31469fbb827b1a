#include "heaviside/arrangements/sampler.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "heaviside/core/random.hpp"

namespace {

using namespace heaviside;
using arrangements::PatternSet;
using arrangements::SampledHyperplanes;

/// n x r; the last column is the bias.
Eigen::MatrixXd samples(Eigen::Index n, Eigen::Index r) {
  Eigen::MatrixXd Z(n, r);
  core::normals(1, 7, 0, {Z.data(), static_cast<std::size_t>(Z.size())});
  Z.col(r - 1).setOnes();
  return Z;
}

PatternSet sample(const Eigen::MatrixXd& Z, const arrangements::HyperplaneSource& source) {
  const auto comm = core::Communicator::self();
  core::Log log(comm, true);
  return sample_patterns(comm, Z, source, log);
}

bool bit(const PatternSet& set, std::int64_t k, Eigen::Index i) {
  return (set.pattern(k)[static_cast<std::size_t>(i / 64)] >> (i % 64) & 1) != 0;
}

}  // namespace

TEST_CASE("hyperplane 0 is always on") {
  CHECK(SampledHyperplanes(3, 4, true, 10).weights(0) == Eigen::Vector4d(0, 0, 0, 1));
  CHECK(SampledHyperplanes(3, 4, false, 10).weights(0) == Eigen::Vector4d::Zero());
  for (const bool bias : {true, false}) {
    const auto set = sample(samples(70, 4), SampledHyperplanes(3, 4, bias, 1));
    REQUIRE(set.size() == 1);
    CHECK(set.words == std::vector<std::uint64_t>{~std::uint64_t{0}, 0b111111});
  }
}

TEST_CASE("a hyperplane is a function of seed and index, not of how many are drawn") {
  const SampledHyperplanes few(5, 6, true, 10);
  const SampledHyperplanes many(5, 6, true, 1000);
  for (std::int64_t g = 0; g < 10; ++g) CHECK(few.weights(g) == many.weights(g));
  CHECK(few.weights(1) != few.weights(2));
  CHECK(few.weights(1) != SampledHyperplanes(6, 6, true, 10).weights(1));

  const Eigen::MatrixXd Z = samples(100, 6);
  const auto first = sample(Z, few);
  const auto all = sample(Z, many);
  REQUIRE(first.size() < all.size());
  CHECK(std::equal(first.hyperplanes.begin(), first.hyperplanes.end(), all.hyperplanes.begin()));
  CHECK(std::equal(first.words.begin(), first.words.end(), all.words.begin()));
}

TEST_CASE("weights are standard normal") {
  constexpr std::int64_t count = 20000;
  const SampledHyperplanes source(9, 2, true, count);
  Eigen::Vector2d sum = Eigen::Vector2d::Zero();
  Eigen::Matrix2d products = Eigen::Matrix2d::Zero();
  for (std::int64_t g = 1; g < count; ++g) {
    const Eigen::Vector2d u = source.weights(g);
    sum += u;
    products += u * u.transpose();
  }
  CHECK((sum / count).norm() < 0.03);
  CHECK((products / count - Eigen::Matrix2d::Identity()).norm() < 0.05);
}

TEST_CASE("patterns are those of the source's weights, over batches, zero patterns left out") {
  const Eigen::MatrixXd Z = samples(3, 3);
  const SampledHyperplanes source(2, 3, true, 1000);
  const auto set = sample(Z, source);
  CHECK(set.n == 3);
  std::int64_t k = 0;
  std::int64_t never_on = 0;
  for (std::int64_t g = 0; g < 1000; ++g) {
    const Eigen::VectorXd u = source.weights(g);
    std::vector<bool> expected;
    for (Eigen::Index i = 0; i < 3; ++i) {
      expected.push_back(std::fma(Z(i, 2), u[2], std::fma(Z(i, 1), u[1], Z(i, 0) * u[0])) >= 0);
    }
    if (std::find(expected.begin(), expected.end(), true) == expected.end()) {
      ++never_on;
      continue;
    }
    REQUIRE(set.hyperplanes.at(static_cast<std::size_t>(k)) == g);
    for (Eigen::Index i = 0; i < 3; ++i) REQUIRE(bit(set, k, i) == expected[static_cast<std::size_t>(i)]);
    ++k;
  }
  CHECK(k == set.size());
  CHECK(never_on > 0);
  CHECK(set.words.size() == set.hyperplanes.size());
}

TEST_CASE("general position on a line: every pattern of the arrangement is found, and no other") {
  const Eigen::Index n = 5;
  Eigen::MatrixXd Z(n, 2);
  for (Eigen::Index i = 0; i < n; ++i) Z.row(i) << static_cast<double>(i) - 2, 1;
  const auto set = sample(Z, SampledHyperplanes(4, 2, true, 5000));
  const std::set<std::uint64_t> distinct(set.words.begin(), set.words.end());
  CHECK(distinct.size() == 2 * n - 1);  // n thresholds in two directions; zero is dropped, all-ones counted once
}

TEST_CASE("stored hyperplanes keep their weights") {
  Eigen::MatrixXd weights(3, 2);
  weights << 1, 0, -1, -5, 0, 0;
  const arrangements::StoredHyperplanes source(weights);
  CHECK(source.count() == 3);
  CHECK(source.weights(1) == Eigen::Vector2d(-1, -5));
  Eigen::MatrixXd Z(2, 2);
  Z << 1, 1, -1, 1;
  const auto set = sample(Z, source);
  CHECK(set.hyperplanes == std::vector<std::int64_t>{0, 2});  // 1 is never on
  CHECK(set.words == std::vector<std::uint64_t>{0b01, 0b11});
}
