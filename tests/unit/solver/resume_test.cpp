// From every state that a solver keeps, it goes on to the same bits.
#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

#include "heaviside/core/errors.hpp"
#include "heaviside/solver/ridge_step.hpp"
#include "support/lasso_problems.hpp"

namespace {

using namespace heaviside;
using Eigen::VectorXd;
using solver::Method;
using solver::Solution;
using solver::SolverState;
using test::LassoCase;

constexpr Method methods[] = {Method::augmented_lagrangian, Method::admm};

struct Whole {
  Solution solution;
  std::vector<SolverState> states;
  std::vector<double> seen;  ///< objectives, as they were observed
};

Whole solved(const LassoCase& lasso, Method method, const SolverState* resume) {
  Whole whole;
  solver::Options options = test::to_gap(1e-9);
  options.resume = resume;
  options.keep = [&](const SolverState& state) { whole.states.push_back(state); };
  options.observe = [&](const auto& point, const auto&) { whole.seen.push_back(point.objective); };
  whole.solution = lasso.solve(method, options);
  return whole;
}

}  // namespace

TEST_CASE("from every state that it keeps a solver goes on to the same bits, in the same steps") {
  const LassoCase lasso = test::random_case(60, 150, 0.002, 21);
  for (const Method method : methods) {
    INFO(test::name_of(method));
    const Whole whole = solved(lasso, method, nullptr);
    REQUIRE(whole.states.size() >= 5);
    for (std::size_t k = 0; k < whole.states.size(); ++k) {
      INFO("state " << k);
      const Whole rest = solved(lasso, method, &whole.states[k]);
      REQUIRE(rest.solution.certificate.w == whole.solution.certificate.w);
      REQUIRE(rest.solution.certificate.gap == whole.solution.certificate.gap);
      REQUIRE(rest.solution.effort.iterations == whole.solution.effort.iterations);
      REQUIRE(rest.states.size() == whole.states.size() - k - 1);
      REQUIRE(std::equal(rest.seen.rbegin(), rest.seen.rend(), whole.seen.rbegin()));
    }
  }
}

TEST_CASE("so it does from between rounds over working sets") {
  const LassoCase lasso = test::random_case(60, 6000, 0.1, 23);  // few of whose columns matter
  const Whole whole = solved(lasso, Method::augmented_lagrangian, nullptr);
  const auto has_set = [](const SolverState& state) { return state.columns.contains("set"); };
  REQUIRE(std::ranges::count_if(whole.states, has_set) >= 2);
  for (const SolverState& state : whole.states) {
    const Whole rest = solved(lasso, Method::augmented_lagrangian, &state);
    CHECK(rest.solution.certificate.w == whole.solution.certificate.w);
    CHECK(rest.solution.effort.iterations == whole.solution.effort.iterations);
    CHECK(std::equal(rest.seen.rbegin(), rest.seen.rend(), whole.seen.rbegin()));
  }
}

TEST_CASE("a state is refused where its network has another objective") {
  const LassoCase lasso = test::random_case(60, 150, 0.002, 21);
  const LassoCase other = test::random_case(60, 150, 0.003, 21);
  for (const Method method : methods) {
    const auto states = solved(lasso, method, nullptr).states;
    CHECK_THROWS_AS(solved(other, method, &states.back()), core::InputError);
  }
}

TEST_CASE("a Krylov step goes on from where another one was") {
  const LassoCase lasso = test::random_case(50, 30, 0.1, 7);
  const VectorXd v = test::random_normal(30, 1), b = test::random_normal(50, 2);
  const auto one = solver::make_krylov_step(lasso.D, 0.3), other = solver::make_krylov_step(lasso.D, 0.3);
  one->solve(b, v);
  CHECK(one->solve(2 * b, v).w != other->solve(2 * b, v).w);
  other->remember(one->memory());
  CHECK(one->solve(b, v).w == other->solve(b, v).w);
  CHECK(solver::make_ridge_step(lasso.D, 0.3)->memory().size() == 0);
}
