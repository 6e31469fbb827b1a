// For every loss: both methods end in the optimum that proximal gradient descent finds; gaps are bounds from any point.
#include <catch2/catch.hpp>

#include "heaviside/certificate/bounds.hpp"
#include "heaviside/solver/solve.hpp"
#include "support/lasso_problems.hpp"
#include "support/loss_oracle.hpp"

namespace {

using namespace heaviside;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using solver::Method;
using test::LossKind;
using test::LossOracle;

constexpr double tight = 1e-8;

/// A random problem of one loss, a function of the seed.
struct Case {
  Case(LossKind kind, std::uint64_t seed)
      : n(3 + static_cast<Index>(seed * 7 % 30)),
        dense(test::random_zero_one(n, 1 + static_cast<Index>(seed * 11 % 45), seed)),
        oracle(test::random_loss(kind, n, seed + 40, seed % 2 == 1)),
        D(test::distributed(core::Communicator::self(), dense)) {
    const double ratio = std::array{0.5, 0.1, 0.02}[seed % 3];
    beta = ratio * (dense.transpose() * oracle.gradient(VectorXd::Zero(n))).cwiseAbs().maxCoeff();
    if (beta == 0) beta = ratio;
  }
  solver::Problem problem() const { return {D, oracle.loss(), beta}; }

  Index n;
  MatrixXd dense;
  LossOracle oracle;
  dictionary::Dictionary D;
  double beta = 0;
};

std::vector<std::int64_t> all_distinct(Index n) {
  std::vector<std::int64_t> group;
  for (Index i = 0; i < n; ++i) group.push_back(i);
  return group;
}

}  // namespace

TEST_CASE("each loss has the optimum of proximal gradient descent, by both methods") {
  for (const LossKind kind : test::loss_kinds) {
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
      const Case example(kind, seed);
      const double optimum = example.oracle.optimum(example.dense, example.beta, 4000);
      for (const Method method : {Method::augmented_lagrangian, Method::admm}) {
        INFO(solver::loss_words[static_cast<std::size_t>(kind)] << ", seed " << seed << ", " << test::name_of(method));
        const auto solution =
            solver::solve(example.problem(), VectorXd::Zero(example.D.cols()), method, test::to_gap(tight));
        CAPTURE(solution.certificate.gap, solution.effort.iterations);
        CHECK(solution.status == solver::Status::optimal);
        const auto& point = solution.certificate;
        CHECK(
            point.objective ==
            Approx(example.oracle.value(example.dense * point.w) + example.beta * point.w.lpNorm<1>()).epsilon(1e-12));
        CHECK(point.objective <= optimum * (1 + 2 * tight));
        CHECK(point.lower_bound <= optimum * (1 + 1e-12));
      }
    }
  }
}

TEST_CASE("from any point the bound of any loss is below the optimum, over the dictionary and over all 0/1 vectors") {
  for (const LossKind kind : test::loss_kinds) {
    for (std::uint64_t seed = 20; seed < 40; ++seed) {
      const Case example(kind, seed);
      INFO(solver::loss_words[static_cast<std::size_t>(kind)] << ", seed " << seed);
      const auto best = solver::solve(example.problem(), VectorXd::Zero(example.D.cols()), Method::augmented_lagrangian,
                                      test::to_gap(1e-10));
      const double optimum = best.certificate.objective;
      const certificate::GlobalDual dual(example.oracle.loss(), all_distinct(example.n), example.beta);
      CHECK(dual.shattered() <= optimum * (1 + 1e-12));
      for (const double distance : {0.0, 1e-6, 0.1, 10.0}) {
        const VectorXd w = best.certificate.w + distance * test::random_normal(example.D.cols(), seed);
        const auto point = certify(example.problem(), w);
        CHECK(point.lower_bound <= optimum * (1 + 1e-10));
        CHECK(point.objective >= optimum * (1 - 1e-9));
        const double largest = (example.dense.transpose() * point.residual).cwiseAbs().maxCoeff();
        CHECK(dual.bound(point.residual, largest * (1 + 1e-12)) <= optimum * (1 + 1e-10));
      }
    }
  }
}

TEST_CASE("the shattered program of any loss is that over every 0/1 vector, and its bound is tight") {
  const std::vector<std::int64_t> group{0, 1, 0, 2, 3, 3, 1};
  MatrixXd D(7, 15);  // every 0/1 vector over four distinct rows but none
  for (Index j = 0; j < 15; ++j) {
    for (Index i = 0; i < 7; ++i) D(i, j) = static_cast<double>((j + 1) >> group[static_cast<std::size_t>(i)] & 1);
  }
  for (const LossKind kind : test::loss_kinds) {
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
      INFO(solver::loss_words[static_cast<std::size_t>(kind)] << ", seed " << seed);
      const LossOracle oracle = test::random_loss(kind, 7, seed, seed % 2 == 0);
      for (const double beta : {0.05, 0.5, 2.0}) {
        const double optimum = oracle.optimum(D, beta);
        const certificate::GlobalDual dual(oracle.loss(), group, beta);
        CHECK(dual.shattered() == Approx(optimum).epsilon(1e-6));
        CHECK(dual.shattered() <= optimum * (1 + 1e-12));
        CHECK(dual.bound(VectorXd::Zero(7), 1) == Approx(dual.shattered()).epsilon(1e-9));
      }
    }
  }
}

TEST_CASE("classes that a pattern separates are fitted with probabilities near 0 and 1") {
  MatrixXd D(6, 2);
  D << 1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 1;
  const VectorXd y = (VectorXd(6) << 1, 1, 1, -1, -1, -1).finished();
  const test::LossOracle oracle{LossKind::logistic, y, VectorXd::Ones(6)};
  const auto packed = test::distributed(core::Communicator::self(), D);
  for (const double beta : {1e-2, 1e-5, 1e-8}) {
    for (const Method method : {Method::augmented_lagrangian, Method::admm}) {
      const auto solution = solver::solve({packed, oracle.loss(), beta}, VectorXd::Zero(2), method, test::to_gap(1e-6));
      CHECK(solution.status == solver::Status::optimal);
      // 3 / (1 + exp(t)) = beta
      CHECK(solution.certificate.w[0] == Approx(std::log(3 / beta - 1)).epsilon(1e-3));
    }
  }
}
