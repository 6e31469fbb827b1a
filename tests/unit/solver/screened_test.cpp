// Screened programs end in the optimum over all columns, also where the rule drops columns that matter.
#include "heaviside/solver/screened.hpp"

#include <catch2/catch.hpp>

#include "support/lasso_problems.hpp"

using namespace heaviside;
using solver::Certificate;
using solver::Method;
using solver::Status;
using test::LassoCase;

namespace {

constexpr double gap = 1e-8;

void check_optimal(const LassoCase& lasso, const solver::Solution& solution) {
  const auto oracle = lasso.oracle();
  const auto best = static_cast<double>(oracle.objective(oracle.coordinate_descent()));
  CHECK(solution.status == Status::optimal);
  CHECK(solution.certificate.gap <= gap);
  CHECK(solution.certificate.objective <= best * (1 + 2 * gap));
  CHECK(solution.certificate.w.size() == lasso.D.cols());
}

}  // namespace

TEST_CASE("a path of screened programs has the optimum at every beta") {
  for (const auto& [n, P] : {std::pair<int, int>{30, 80}, {80, 30}, {5, 40}, {1, 3}}) {
    const LassoCase largest = test::random_case(n, P, 1.0, 3);
    Certificate before = solver::certify(largest.problem(), largest.zero());
    double beta_before = largest.beta;
    for (const double ratio : {1.0, 0.7, 0.3, 0.05}) {
      const LassoCase lasso(largest.dense, largest.y, ratio * largest.beta);
      for (const Method method : {Method::augmented_lagrangian, Method::admm})
        check_optimal(lasso, solver::solve_screened(lasso.problem(), before, beta_before, method, test::to_gap(gap)));
      before =
          solver::solve_screened(lasso.problem(), before, beta_before, Method::augmented_lagrangian, test::to_gap(gap))
              .certificate;
      beta_before = lasso.beta;
    }
  }
}

TEST_CASE("columns that were dropped and matter come back") {
  const LassoCase lasso = test::random_case(40, 120, 0.05, 8);
  Certificate misleading = solver::certify(lasso.problem(), lasso.zero());
  misleading.correlation.setZero();  // lets expect that no column matters
  misleading.correlation[7] = lasso.beta;
  check_optimal(lasso, solver::solve_screened(lasso.problem(), misleading, lasso.beta, Method::augmented_lagrangian,
                                              test::to_gap(gap)));
}

TEST_CASE("a limit of iterations is over all programs of a call") {
  const LassoCase lasso = test::random_case(60, 200, 0.01, 2);
  auto options = test::to_gap(1e-12);
  options.max_iterations = 2;
  const auto start = solver::certify(lasso.problem(), lasso.zero());
  const auto solution =
      solver::solve_screened(lasso.problem(), start, lasso.beta, Method::augmented_lagrangian, options);
  CHECK(solution.status == Status::iteration_limit);
  CHECK(solution.effort.iterations <= 2);
}
