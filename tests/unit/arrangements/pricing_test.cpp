#include "heaviside/arrangements/pricing.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "heaviside/core/random.hpp"

namespace {

using namespace heaviside;
using arrangements::Pricer;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

core::Communicator self() { return core::Communicator::self(); }

VectorXd random_vector(Index size, std::uint64_t seed) {
  VectorXd v(size);
  core::normals(seed, 7, 0, {v.data(), static_cast<std::size_t>(size)});
  return v;
}

MatrixXd random_inputs(Index n, Index r, std::uint64_t seed) {
  MatrixXd Z = random_vector(n * r, seed).reshaped(n, r);
  Z.rightCols(1).setOnes();
  return Z;
}

double score_at(const MatrixXd& Z, const VectorXd& r, const VectorXd& u) {
  return std::abs(((Z * u).array() >= 0).select(r, 0.0).sum());
}

}  // namespace

TEST_CASE("each start's score is that of its hyperplane") {
  const MatrixXd Z = random_inputs(70, 4, 1);
  const VectorXd r = random_vector(70, 2);
  const auto priced = Pricer(self(), Z, {.starts = 20}).price(r, MatrixXd(4, 0), 3, 6);
  REQUIRE(priced.hyperplanes.size() == 20);
  for (const auto& [u, score] : priced.hyperplanes) CHECK(score == Approx(score_at(Z, r, u)).epsilon(1e-12));
}

TEST_CASE("from a neuron a climb never ends below the neuron's own score") {
  const MatrixXd Z = random_inputs(70, 4, 3);
  const VectorXd r = random_vector(70, 4);
  const MatrixXd neurons = random_inputs(4, 7, 5);
  const auto priced = Pricer(self(), Z, {.starts = 8}).price(r, neurons, 0, 3);
  for (std::size_t k = 1; k < 8; ++k) {  // the first starts from Z'r
    CHECK(priced.hyperplanes[k].score >= score_at(Z, r, neurons.col(static_cast<Index>(k))) * (1 - 1e-12));
  }
}

TEST_CASE("equal rows count as often as they are there") {
  const MatrixXd Z = random_inputs(30, 3, 6);
  const VectorXd r = random_vector(60, 7);
  MatrixXd twice(60, 3);
  twice << Z, Z;
  const auto of_twice = Pricer(self(), twice, {.starts = 5}).price(r, MatrixXd(3, 0), 0, 3);
  const auto of_sums = Pricer(self(), Z, {.starts = 5}).price(r.head(30) + r.tail(30), MatrixXd(3, 0), 0, 3);
  for (std::size_t k = 0; k < 5; ++k) {
    CHECK(of_twice.hyperplanes[k].u == of_sums.hyperplanes[k].u);
    CHECK(of_twice.hyperplanes[k].score == Approx(of_sums.hyperplanes[k].score));
  }
}

TEST_CASE("pricing stops when time is up") {
  const MatrixXd Z = random_inputs(30, 3, 8);
  const core::StopWatcher over(0.0);
  const auto priced = Pricer(self(), Z, {.stop = &over}).price(random_vector(30, 9), MatrixXd(3, 0), 0, 3);
  CHECK(priced.stopped == core::StopReason::time_limit);
  CHECK(priced.hyperplanes.empty());
}
