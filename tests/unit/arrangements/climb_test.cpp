#include "heaviside/arrangements/climb.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "heaviside/arrangements/pattern.hpp"
#include "heaviside/core/random.hpp"

namespace {

using namespace heaviside;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

VectorXd random_vector(Index size, std::uint64_t seed) {
  VectorXd v(size);
  core::normals(seed, 7, 0, {v.data(), static_cast<std::size_t>(size)});
  return v;
}

double score_of(const MatrixXd& Z, const VectorXd& r, const VectorXd& u) {
  std::vector<std::uint64_t> words(static_cast<std::size_t>(arrangements::pattern_words(Z.rows())));
  arrangements::threshold_patterns(Z, u, words);
  double score = 0;
  for (Index i = 0; i < r.size(); ++i) {
    if ((words[static_cast<std::size_t>(i / 64)] >> (i % 64) & 1) != 0) score += r[i];
  }
  return std::abs(score);
}

MatrixXd random_inputs(Index n, Index r, std::uint64_t seed) {
  MatrixXd Z = random_vector(n * r, seed).reshaped(n, r);
  Z.rightCols(1).setOnes();
  return Z;
}

struct Found {
  VectorXd u;
  double score;
};

Found climbed(const MatrixXd& Z, const VectorXd& r, const VectorXd& u, std::int64_t start) {
  const arrangements::RowMatrix rows = Z;
  const arrangements::SearchOptions options{.seed = 9};
  arrangements::Climb climb(rows, r, u, start, options);
  while (!climb.finished()) climb.step();
  return {climb.u(), climb.score()};
}

}  // namespace

TEST_CASE("what a climb reports is the score of its hyperplane's pattern, and no less than where it began") {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Index r = 2 + static_cast<Index>(seed % 6);
    const MatrixXd Z = random_inputs(60, r, seed);
    const VectorXd residual = random_vector(60, 100 + seed);
    const VectorXd u = random_vector(r, 200 + seed);
    const auto found = climbed(Z, residual, u, static_cast<std::int64_t>(seed));
    CHECK(score_of(Z, residual, found.u) == Approx(found.score).epsilon(1e-12));
    CHECK(found.score >= score_of(Z, residual, u) * (1 - 1e-12));
  }
}

TEST_CASE("with two inputs there is one plane, and a climb ends at the global maximum") {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const MatrixXd Z = random_inputs(40, 2, seed);
    const VectorXd residual = random_vector(40, 300 + seed);
    const auto found = climbed(Z, residual, random_vector(2, seed), 0);
    CHECK(found.score == Approx(arrangements::search_plane(Z.col(0), Z.col(1), residual).score).epsilon(1e-12));
  }
}

TEST_CASE("a climb depends on the seed and the number of its start alone") {
  const MatrixXd Z = random_inputs(80, 6, 1);
  const VectorXd residual = random_vector(80, 2);
  const VectorXd u = random_vector(6, 3);
  const auto once = climbed(Z, residual, u, 5);
  const auto again = climbed(Z, residual, u, 5);
  CHECK(once.u == again.u);
  CHECK(once.score == again.score);
}
