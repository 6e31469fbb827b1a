#include "heaviside/baselines/logistic.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "heaviside/core/errors.hpp"
#include "support/draw.hpp"

using namespace heaviside;
using baselines::LogisticOptions;
using baselines::LogisticProblem;
using baselines::Ridge;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

/// Two classes that overlap, in three features and a bias.
struct Rows {
  MatrixXd Z;
  VectorXd y;

  explicit Rows(Index n, std::uint64_t seed = 1) : Z(n, 4), y(n) {
    test::Draw draw(seed);
    for (Index i = 0; i < n; ++i) {
      for (Index k = 0; k < 3; ++k) Z(i, k) = draw.normal();
      Z(i, 3) = 1;
      y[i] = 2 * Z(i, 0) - Z(i, 1) + 1 + draw.normal() > 0 ? 1 : -1;
    }
  }
};

double loss_of(const LogisticProblem& problem, const VectorXd& w) {
  double sum = 0;
  for (Index i = 0; i < problem.y.size(); ++i) sum += std::log1p(std::exp(-problem.y[i] * problem.Z.row(i).dot(w)));
  return sum;
}

double objective(const LogisticProblem& problem, const VectorXd& w) {
  double penalty = 0;
  for (Index k = 0; k < w.size() - (problem.bias ? 1 : 0); ++k)
    penalty += problem.ridge == Ridge::l2 ? w[k] * w[k] / 2 : std::abs(w[k]);
  return loss_of(problem, w) + problem.beta * penalty;
}

baselines::LogisticSolution solve(const LogisticProblem& problem, const LogisticOptions& options = {}) {
  return solve_logistic(core::Communicator::self(), problem, options);
}

}  // namespace

TEST_CASE("the solution has the optimality conditions of both penalties, with and without a bias") {
  const Rows rows(60);
  LogisticOptions options;
  options.gap = 1e-10;
  for (const auto ridge : {Ridge::l2, Ridge::l1}) {
    for (const bool bias : {true, false}) {
      for (const double beta : {0.3, 5.0}) {
        const LogisticProblem problem{rows.Z, rows.y, bias, ridge, beta};
        const auto solution = solve(problem, options);
        const VectorXd& w = solution.point.w;
        REQUIRE(solution.status == solver::Status::optimal);
        CHECK(solution.point.objective == Approx(objective(problem, w)));
        for (Index k = 0; k < 4; ++k) {
          constexpr double step = 1e-5;
          const VectorXd e = step * VectorXd::Unit(4, k);
          const double slope = (loss_of(problem, w + e) - loss_of(problem, w - e)) / (2 * step);
          const bool is_free = bias && k == 3;
          if (is_free) CHECK(slope == Approx(0).margin(1e-3));
          if (!is_free && ridge == Ridge::l2) CHECK(slope == Approx(-beta * w[k]).margin(1e-3));
          if (!is_free && ridge == Ridge::l1 && w[k] != 0) CHECK(slope == Approx(w[k] > 0 ? -beta : beta).margin(1e-3));
          if (!is_free && ridge == Ridge::l1 && w[k] == 0) CHECK(std::abs(slope) <= beta + 1e-3);
        }
      }
    }
  }
}

TEST_CASE("the bound is below the optimum at every point, and the gap closes") {
  const Rows rows(40, 2);
  for (const auto ridge : {Ridge::l2, Ridge::l1}) {
    for (const bool bias : {true, false}) {
      const LogisticProblem problem{rows.Z, rows.y, bias, ridge, 0.7};
      LogisticOptions options;
      options.gap = 1e-12;
      const double optimum = solve(problem, options).point.objective;
      test::Draw draw(9);
      for (int trial = 0; trial < 200; ++trial) {
        const VectorXd w = VectorXd::NullaryExpr(4, [&] { return 2 * draw.normal(); });
        const auto point = measure(problem, w);
        CHECK(point.lower_bound <= optimum * (1 + 1e-12));
        CHECK(point.objective >= optimum * (1 - 1e-12));
        CHECK(point.gap == Approx((point.objective - point.lower_bound) / point.objective));
      }
    }
  }
}

TEST_CASE("a strong l1 penalty leaves the bias alone, exactly") {
  const Rows rows(50, 3);
  const auto solution = solve({rows.Z, rows.y, true, Ridge::l1, 1e3});
  CHECK(solution.point.w.head(3).isZero(0));
  const double share = (rows.y.array() > 0).cast<double>().mean();
  CHECK(solution.point.w[3] == Approx(std::log(share / (1 - share))).epsilon(1e-4));
}

TEST_CASE("separable classes, large features and a single feature do no harm") {
  test::Draw draw(5);
  MatrixXd Z(30, 2);
  VectorXd y(30);
  for (Index i = 0; i < 30; ++i) {
    y[i] = i % 2 == 0 ? 1 : -1;
    Z.row(i) << 1e3 * y[i] * (1 + draw.unit()), 1;
  }
  for (const auto ridge : {Ridge::l2, Ridge::l1}) {
    const auto solution = solve({Z, y, true, ridge, 1e-3});
    CHECK(solution.status == solver::Status::optimal);
    CHECK((Z * solution.point.w).cwiseProduct(y).minCoeff() > 0);
  }
}

TEST_CASE("a run can be limited, observed and stopped; NaN is an error") {
  const Rows rows(40, 4);
  LogisticProblem problem{rows.Z, rows.y, true, Ridge::l2, 0.1};
  LogisticOptions options;
  options.max_iterations = 1;
  std::vector<double> objectives;
  options.observe = [&](const auto& point) { objectives.push_back(point.objective); };
  CHECK(solve(problem, options).status == solver::Status::iteration_limit);
  REQUIRE(objectives.size() == 2);
  CHECK(objectives[0] == Approx(40 * std::log(2.0)));
  CHECK(objectives[1] < objectives[0]);

  const core::StopWatcher stop(1e-9);
  options.stop = &stop;
  CHECK(solve(problem, options).status == solver::Status::time_limit);

  MatrixXd bad = rows.Z;
  bad(0, 0) = std::nan("");
  CHECK_THROWS_AS(solve({bad, rows.y, true, Ridge::l2, 0.1}), core::NumericalError);
}
