// What holds for the patterns of every random data set.
#include <catch2/catch.hpp>
#include <set>

#include "heaviside/arrangements/distinct.hpp"
#include "heaviside/arrangements/sampler.hpp"
#include "heaviside/certificate/shattered.hpp"
#include "heaviside/data/distinct_rows.hpp"
#include "heaviside/solver/distributed_vector.hpp"
#include "support/lasso_problems.hpp"

namespace {

using namespace heaviside;
using arrangements::PatternSet;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using Words = std::vector<std::uint64_t>;

constexpr std::int64_t drawn = 400;

/// Small integers, so that rows are often equal and sums often tie; the last column is 1.
MatrixXd lattice_data(Index n, Index features, std::uint64_t seed) {
  MatrixXd Z(n, features + 1);
  for (Index k = 0; k < features; ++k)
    Z.col(k) = test::random_normal(n, 100 * seed + static_cast<std::uint64_t>(k)).array().round();
  Z.col(features).setOnes();
  return Z;
}

PatternSet patterns_of(const MatrixXd& Z, std::uint64_t seed) {
  const auto self = core::Communicator::self();
  core::Log log(self, true);
  const arrangements::SampledHyperplanes source(seed, Z.cols(), true, drawn);
  return make_distinct(self, sample_patterns(self, Z, source, log));
}

std::set<Words> as_set(const PatternSet& patterns) {
  std::set<Words> found;
  for (std::int64_t k = 0; k < patterns.size(); ++k) {
    const auto pattern = patterns.pattern(k);
    found.emplace(pattern.begin(), pattern.end());
  }
  return found;
}

/// 2 sum_{k < r} C(n - 1, k), the most patterns that n distinct rows of rank r have.
double most_patterns(Index n, Index r) {
  double sum = 0, choose = 1;
  for (Index k = 0; k < r; ++k) {
    sum += choose;
    choose *= static_cast<double>(n - 1 - k) / static_cast<double>(k + 1);
    if (choose <= 0) break;
  }
  return 2 * sum;
}

}  // namespace

TEST_CASE("patterns are distinct, never empty, all-ones is the first, and there are no more than can be") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    INFO("seed " << seed);
    const Index n = 1 + static_cast<Index>(seed % 13), features = 1 + static_cast<Index>(seed % 3);
    const MatrixXd Z = lattice_data(n, features, seed);
    const PatternSet patterns = patterns_of(Z, seed);
    const auto found = as_set(patterns);
    CHECK(found.size() == static_cast<std::size_t>(patterns.size()));
    CHECK_FALSE(found.contains(Words{0}));
    REQUIRE(patterns.size() >= 1);
    CHECK(patterns.hyperplanes[0] == 0);
    CHECK(patterns.pattern(0)[0] == (std::uint64_t{1} << n) - 1);
    const auto group = data::distinct_rows(Z);
    const Index distinct = *std::max_element(group.begin(), group.end()) + 1;
    CHECK(static_cast<double>(patterns.size()) <= most_patterns(distinct, features + 1));
  }
}

TEST_CASE("equal rows are on together, and patterns follow the rows in any order") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    INFO("seed " << seed);
    const Index n = 12;
    const MatrixXd Z = lattice_data(n, 2, seed);
    const PatternSet patterns = patterns_of(Z, seed);
    const PatternSet reversed = patterns_of(Z.colwise().reverse(), seed);
    const auto group = data::distinct_rows(Z);
    CHECK(patterns.hyperplanes == reversed.hyperplanes);
    for (std::int64_t k = 0; k < std::min(patterns.size(), reversed.size()); ++k) {
      const std::uint64_t word = patterns.pattern(k)[0], mirrored = reversed.pattern(k)[0];
      for (Index i = 0; i < n; ++i) {
        CHECK((word >> i & 1) == (mirrored >> (n - 1 - i) & 1));
        for (Index other = 0; other < i; ++other) {
          if (group[static_cast<std::size_t>(i)] == group[static_cast<std::size_t>(other)])
            CHECK((word >> i & 1) == (word >> other & 1));
        }
      }
    }
  }
}

TEST_CASE("the shattered optimum bounds the optimum over the patterns of any data") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    INFO("seed " << seed);
    const Index n = 2 + static_cast<Index>(seed % 30);
    const MatrixXd Z = lattice_data(n, 1 + static_cast<Index>(seed % 4), seed);
    const dictionary::Dictionary D(core::Communicator::self(), patterns_of(Z, seed));
    const VectorXd y = test::random_normal(n, seed + 7).array() + (seed % 2 == 0 ? 5.0 : 0.0);
    const double beta = std::pow(10.0, -static_cast<double>(seed % 3)) * D.correlate(y).cwiseAbs().maxCoeff();
    const auto solution =
        solver::solve({D, y, beta}, VectorXd::Zero(D.cols()), solver::Method::augmented_lagrangian, {});
    const double bound = certificate::solve_shattered(y, data::distinct_rows(Z), beta).optimum;
    CHECK(bound <= solution.certificate.objective * (1 + 1e-12));
    CHECK(bound >= 0);
  }
}

TEST_CASE("the soft threshold is no farther apart than its arguments, odd, and monotone") {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const VectorXd a = 3 * test::random_normal(50, seed), b = 3 * test::random_normal(50, seed + 500);
    const double level = 0.05 * static_cast<double>(seed);
    const VectorXd at_a = solver::soft_threshold(a, level), at_b = solver::soft_threshold(b, level);
    CHECK((at_a - at_b).norm() <= (a - b).norm());
    CHECK(solver::soft_threshold(-a, level) == -at_a);
    CHECK(((at_a - at_b).array() * (a - b).array() >= 0).all());
    CHECK(((a - at_a).cwiseAbs().array() <= level + 1e-14).all());
  }
}
