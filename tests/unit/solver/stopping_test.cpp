// When the solvers stop, with what, and where they may start.
#include <catch2/catch.hpp>
#include <csignal>
#include <limits>
#include <vector>

#include "heaviside/core/errors.hpp"
#include "heaviside/core/signals.hpp"
#include "heaviside/solver/augmented_lagrangian.hpp"
#include "support/lasso_problems.hpp"

namespace {

using namespace heaviside;
using Eigen::VectorXd;
using solver::Certificate;
using solver::Effort;
using solver::Method;
using solver::Solution;
using solver::Status;
using test::LassoCase;

constexpr Method methods[] = {Method::augmented_lagrangian, Method::admm};

/// Of which a step or two find nothing near the solution.
LassoCase hard_case() { return test::random_case(60, 150, 0.002, 21); }

}  // namespace

TEST_CASE("few iterations: the limit is kept, said, and the best point is returned") {
  const LassoCase lasso = hard_case();
  const double start = certify(lasso.problem(), lasso.zero()).gap;
  for (const Method method : methods) {
    INFO(test::name_of(method));
    for (const std::int64_t limit : {1, 2, 3, 5}) {
      solver::Options options = test::to_gap(1e-10);
      options.max_iterations = limit;
      const Solution solution = lasso.solve(method, options);
      CHECK(solution.status == Status::iteration_limit);
      CHECK(solution.effort.iterations == limit);
      CHECK(solution.certificate.gap > 1e-10);
      CHECK(solution.certificate.gap <= start);
    }
  }
}

TEST_CASE("a gap that no arithmetic reaches ends as a limit too") {
  const LassoCase lasso = test::random_case(40, 30, 0.1, 22);
  for (const Method method : methods) {
    INFO(test::name_of(method));
    solver::Options options = test::to_gap(0);
    options.max_iterations = 400;
    const Solution solution = lasso.solve(method, options);
    CHECK((solution.status == Status::iteration_limit || solution.certificate.gap == 0));
    CHECK(solution.certificate.gap <= 1e-9);
  }
}

// One case, in this order: once seen, a signal stays seen. No other case of this program looks for it.
TEST_CASE("the time limit stops a solver, and so does a signal") {
  core::catch_signals();
  const LassoCase lasso = hard_case();
  const core::StopWatcher none;
  const core::StopWatcher at_once(0);
  for (const Method method : methods) {
    INFO(test::name_of(method));
    solver::Options options = test::to_gap(1e-8);
    options.stop = &none;
    CHECK(lasso.solve(method, options).status == Status::optimal);
    options.stop = &at_once;
    const Solution late = lasso.solve(method, options);
    CHECK(late.status == Status::time_limit);
    CHECK(late.effort.iterations <= 10);  // ADMM asks every ten
    CHECK(late.certificate.w.size() == 150);
    CHECK(late.certificate.gap <= certify(lasso.problem(), lasso.zero()).gap);
    const LassoCase easy = test::random_case(60, 150, 2, 21);
    CHECK(easy.solve(method, options).status == Status::optimal);  // there was nothing to do
  }
  std::raise(SIGUSR1);
  for (const Method method : methods) {
    solver::Options options = test::to_gap(1e-8);
    options.stop = &none;
    CHECK(lasso.solve(method, options).status == Status::interrupted);
  }
}

TEST_CASE("from the solution there is nothing to do") {
  const LassoCase lasso = hard_case();
  for (const Method from : methods) {
    const Solution solution = lasso.solve(from, test::to_gap(1e-8));
    for (const Method method : methods) {
      const Solution again = solve(lasso.problem(), solution.certificate.w, method, test::to_gap(1e-8));
      CHECK(again.effort.iterations == 0);
      CHECK(again.certificate.w == solution.certificate.w);
      CHECK(again.status == Status::optimal);
    }
  }
}

TEST_CASE("any start leads to the optimum") {
  const LassoCase lasso = test::random_case(50, 80, 0.02, 23);
  const double optimum = lasso.solve(Method::augmented_lagrangian, test::to_gap(1e-9)).certificate.objective;
  VectorXd one = VectorXd::Zero(80);
  one[17] = 1e-3;
  for (const Method method : methods) {
    INFO(test::name_of(method));
    for (const VectorXd& start : {test::random_normal(80, 1), VectorXd(1e3 * test::random_normal(80, 2)),
                                  VectorXd(1e-8 * test::random_normal(80, 3)), one}) {
      const Solution solution = solve(lasso.problem(), start, method, test::to_gap(1e-6));
      CHECK(solution.status == Status::optimal);
      CHECK(solution.certificate.objective == Approx(optimum).epsilon(1e-6));
    }
  }
}

TEST_CASE("the observer sees certificates of this program, the first at the start, the last at the end") {
  const LassoCase lasso = hard_case();
  for (const Method method : methods) {
    INFO(test::name_of(method));
    std::vector<Certificate> seen;
    std::vector<std::int64_t> iterations;
    solver::Options options = test::to_gap(1e-8);
    options.observe = [&](const Certificate& certificate, const Effort& effort) {
      seen.push_back(certificate);
      iterations.push_back(effort.iterations);
    };
    const Solution solution = lasso.solve(method, options);
    REQUIRE(seen.size() >= 3);
    CHECK(seen.front().objective == certify(lasso.problem(), lasso.zero()).objective);
    CHECK(seen.back().w == solution.certificate.w);
    CHECK(iterations.back() == solution.effort.iterations);
    CHECK(std::is_sorted(iterations.begin(), iterations.end()));
    for (const Certificate& certificate : seen) {
      CHECK(certificate.gap == certify(lasso.problem(), certificate.w).gap);
    }
  }
}

TEST_CASE("polishing never makes a point worse, and finishes a good one") {
  const LassoCase lasso = test::random_case(50, 80, 0.05, 24);
  const Certificate zero = certify(lasso.problem(), lasso.zero());
  CHECK(polish(lasso.problem(), zero, 1e-9, 0).w == zero.w);
  CHECK(polish(lasso.problem(), zero, 1e-9, 1).gap <= zero.gap);
  const Certificate good = lasso.solve(Method::admm, test::to_gap(1e-3)).certificate;
  CHECK(polish(lasso.problem(), good, 1e-9, 30).gap <= 1e-9);
}

TEST_CASE("numbers that are not finite stop the solvers") {
  const LassoCase lasso = test::random_case(20, 30, 0.1, 25);
  VectorXd start = test::random_normal(30, 1);
  start[3] = std::numeric_limits<double>::quiet_NaN();
  const LassoCase overflow(lasso.dense, 1e200 * lasso.y, 1e199 * lasso.beta);
  for (const Method method : methods) {
    CHECK_THROWS_AS(solve(lasso.problem(), start, method, {}), core::NumericalError);
    CHECK_THROWS_AS(overflow.solve(method), core::NumericalError);
  }
}
