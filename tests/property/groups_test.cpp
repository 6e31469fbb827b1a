// Several outputs that share neurons: both methods end in the optimum that proximal gradient descent finds, for every
// loss; bounds hold from any point; one output twice is one output.
#include <catch2/catch.hpp>

#include "heaviside/certificate/bounds.hpp"
#include "heaviside/solver/distributed_vector.hpp"
#include "heaviside/solver/screened.hpp"
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

/// A random problem of K = 2 ... 4 outputs, a function of the seed.
struct Case {
  Case(LossKind kind, std::uint64_t seed)
      : n(3 + static_cast<Index>(seed * 7 % 25)),
        outputs(2 + static_cast<Index>(seed % 3)),
        dense(test::random_zero_one(n, 1 + static_cast<Index>(seed * 11 % 40), seed)),
        oracle(test::random_loss(kind, n * outputs, seed + 70, seed % 2 == 1)),
        D(test::distributed(core::Communicator::self(), dense)) {
    const double ratio = std::array{0.5, 0.1, 0.02}[seed % 3];
    beta = ratio * oracle.gradient(dense, zero()).rowwise().norm().maxCoeff();
    if (beta == 0) beta = ratio;
  }
  solver::Problem problem() const { return {D, oracle.loss(), beta}; }
  MatrixXd zero() const { return MatrixXd::Zero(dense.cols(), outputs); }
  /// P x K from the solver's order, column by column of D.
  MatrixXd matrix(const VectorXd& w) const { return w.reshaped(outputs, dense.cols()).transpose(); }

  Index n, outputs;
  MatrixXd dense;
  LossOracle oracle;
  dictionary::Dictionary D;
  double beta = 0;
};

}  // namespace

TEST_CASE("several outputs have the optimum of proximal gradient descent, by both methods, for each loss") {
  for (const LossKind kind : test::loss_kinds) {
    for (std::uint64_t seed = 0; seed < 9; ++seed) {
      const Case example(kind, seed);
      const double optimum = example.oracle.optimum(example.dense, example.beta, 4000);
      for (const Method method : {Method::augmented_lagrangian, Method::admm}) {
        INFO(solver::loss_words[static_cast<std::size_t>(kind)] << ", seed " << seed << ", " << test::name_of(method));
        const auto solution = solver::solve(example.problem(), example.zero().reshaped(), method, test::to_gap(tight));
        const auto& point = solution.certificate;
        CAPTURE(point.gap, solution.effort.iterations);
        CHECK(solution.status == solver::Status::optimal);
        const MatrixXd W = example.matrix(point.w);
        CHECK(point.objective == Approx(example.oracle.objective(example.dense, W, example.beta)).epsilon(1e-12));
        CHECK(point.nonzeros == (W.rowwise().norm().array() > 0).count());
        CHECK(point.objective <= optimum * (1 + 2 * tight));
        CHECK(point.lower_bound <= optimum * (1 + 1e-12));
      }
    }
  }
}

TEST_CASE("from any point the bounds of several outputs are below the optimum") {
  for (const LossKind kind : test::loss_kinds) {
    for (std::uint64_t seed = 20; seed < 32; ++seed) {
      const Case example(kind, seed);
      INFO(solver::loss_words[static_cast<std::size_t>(kind)] << ", seed " << seed);
      const auto best = solver::solve(example.problem(), example.zero().reshaped(), Method::augmented_lagrangian,
                                      test::to_gap(1e-10));
      const double optimum = best.certificate.objective;
      std::vector<std::int64_t> all_distinct(static_cast<std::size_t>(example.n));
      std::iota(all_distinct.begin(), all_distinct.end(), 0);
      const certificate::GlobalDual dual(example.oracle.loss(), all_distinct, example.beta);
      CHECK(dual.shattered() <= optimum * (1 + 1e-12));
      CHECK(dual.bound(VectorXd::Zero(example.n * example.outputs), 1) <= optimum * (1 + 1e-12));
      for (const double distance : {0.0, 1e-6, 0.1, 10.0}) {
        const VectorXd w = best.certificate.w + distance * test::random_normal(best.certificate.w.size(), seed);
        const auto point = certify(example.problem(), w);
        CHECK(point.lower_bound <= optimum * (1 + 1e-10));
        CHECK(point.objective >= optimum * (1 - 1e-9));
        const MatrixXd R = point.residual.reshaped(example.n, example.outputs);
        const double largest = (example.dense.transpose() * R).rowwise().norm().maxCoeff();
        CHECK(dual.bound(point.residual, largest * (1 + 1e-12)) <= optimum * (1 + 1e-10));
      }
    }
  }
}

TEST_CASE("the bound over all 0/1 vectors is above each of them, with equal rows too") {
  const std::vector<std::int64_t> group{0, 1, 2, 1, 3, 4, 4};
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Index outputs = 1 + static_cast<Index>(seed % 4);
    const VectorXd theta = test::random_normal(7 * outputs, seed);
    double largest = 0;
    for (int bits = 0; bits < 32; ++bits) {
      VectorXd pattern(7);
      for (Index i = 0; i < 7; ++i) pattern[i] = bits >> group[static_cast<std::size_t>(i)] & 1;
      largest = std::max(largest, (theta.reshaped(7, outputs).transpose() * pattern).norm());
    }
    const double bound = certificate::largest_over_vectors(theta, group);
    CHECK(bound >= largest * (1 - 1e-14));
    if (outputs == 1) CHECK(bound == Approx(largest));
  }
}

TEST_CASE("outputs that are the same share every neuron: the program of one output with beta / sqrt(K)") {
  for (std::uint64_t seed = 40; seed < 46; ++seed) {
    const MatrixXd D = test::random_zero_one(20, 30, seed);
    const VectorXd y = test::random_normal(20, seed);
    const auto packed = test::distributed(core::Communicator::self(), D);
    const double beta = 0.1 * test::beta_max(D, y);
    const auto one =
        solver::solve({packed, y, beta}, VectorXd::Zero(30), Method::augmented_lagrangian, test::to_gap(tight));
    const solver::Problem thrice{packed, VectorXd(y.replicate(3, 1)), std::sqrt(3.0) * beta};
    const auto three = solver::solve(thrice, VectorXd::Zero(90), Method::augmented_lagrangian, test::to_gap(tight));
    CHECK(three.certificate.objective == Approx(3 * one.certificate.objective).epsilon(1e-7));
  }
}

TEST_CASE("screened programs of several outputs reach the gap over the whole dictionary") {
  for (std::uint64_t seed = 50; seed < 56; ++seed) {
    const Case example(LossKind::squared, seed);
    auto problem = example.problem();
    problem.beta *= 2;
    const auto before =
        solver::solve(problem, example.zero().reshaped(), Method::augmented_lagrangian, test::to_gap(tight));
    const auto screened = solver::solve_screened(example.problem(), before.certificate, problem.beta,
                                                 Method::augmented_lagrangian, test::to_gap(tight));
    const auto whole =
        solver::solve(example.problem(), example.zero().reshaped(), Method::augmented_lagrangian, test::to_gap(tight));
    CHECK(screened.certificate.gap <= tight);
    CHECK(screened.certificate.objective == Approx(whole.certificate.objective).epsilon(1e-7));
  }
}
