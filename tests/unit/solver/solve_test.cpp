// Both methods end in the optimum that coordinate descent and plain enumeration find.
#include "heaviside/solver/solve.hpp"

#include <catch2/catch.hpp>

#include "support/lasso_problems.hpp"

namespace {

using namespace heaviside;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using solver::Method;
using solver::Solution;
using solver::Status;
using test::LassoCase;
using test::Real;

constexpr Method methods[] = {Method::augmented_lagrangian, Method::admm};
constexpr double tight = 1e-9;

/// What two points of nearly optimal objective may differ in, D w (strong convexity).
double output_tolerance(const LassoCase& lasso, double gap) {
  return 2 * std::sqrt(2 * gap * 0.5 * lasso.y.squaredNorm()) + 1e-12 * lasso.y.norm();
}

/// The optimality conditions  |d_j'r| <= beta, and = beta sign(w_j) where w_j is not zero.
void check_stationary(const LassoCase& lasso, const Solution& solution, double gap) {
  const VectorXd w = solution.certificate.w;
  const VectorXd c = lasso.dense.transpose() * (lasso.y - lasso.dense * w);
  const double slack = std::sqrt(static_cast<double>(lasso.dense.rows())) * output_tolerance(lasso, gap);
  for (Index j = 0; j < w.size(); ++j) {
    CHECK(std::abs(c[j]) <= lasso.beta + slack);
    if (std::abs(w[j]) > 1e-3 * w.cwiseAbs().maxCoeff())
      CHECK(std::abs(c[j] - std::copysign(lasso.beta, w[j])) <= slack);
  }
}

void check_optimum(const LassoCase& lasso, Real optimum, double gap = tight) {
  for (const Method method : methods) {
    INFO(test::name_of(method));
    const Solution solution = lasso.solve(method, test::to_gap(gap));
    CHECK(solution.status == Status::optimal);
    CHECK(solution.certificate.gap <= gap);
    const double objective = solution.certificate.objective;
    const auto best = static_cast<double>(optimum);
    CHECK(objective >= best * (1 - 1e-13));
    CHECK(objective - best <= gap * objective + 1e-13 * best);
    CHECK(solution.certificate.lower_bound <= best * (1 + 1e-13));
    check_stationary(lasso, solution, gap);
  }
}

void check_against_descent(const LassoCase& lasso) {
  const auto oracle = lasso.oracle();
  check_optimum(lasso, oracle.objective(oracle.coordinate_descent()));
}

}  // namespace

TEST_CASE("the optimum is that of coordinate descent") {
  for (const auto& [n, P] : {std::pair<int, int>{10, 4}, {12, 30}, {30, 30}, {40, 15}, {65, 100}}) {
    for (const double ratio : {0.5, 0.05, 0.01}) {
      INFO("n = " << n << ", P = " << P << ", beta ratio " << ratio);
      check_against_descent(test::random_case(n, P, ratio, 11));
    }
  }
}

TEST_CASE("the optimum is the best over all supports and signs") {
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const Index n = 2 + static_cast<Index>(seed) % 5;
    const Index P = 1 + static_cast<Index>(seed) % 6;
    const LassoCase lasso = test::random_case(n, P, 0.2, seed);
    INFO("seed " << seed);
    check_optimum(lasso, lasso.oracle().best_of_all_supports());
  }
}

TEST_CASE("one sample and one column have closed forms") {
  VectorXd y(1);
  y << 3;
  const LassoCase one(MatrixXd::Ones(1, 1), y, 0.5);
  const LassoCase many(MatrixXd::Ones(1, 7), y, 0.5);  // the same column again and again
  for (const Method method : methods) {
    CHECK(one.solve(method, test::to_gap(tight)).certificate.w[0] == Approx(2.5).epsilon(1e-4));
    CHECK(many.solve(method, test::to_gap(tight)).certificate.w.sum() == Approx(2.5).epsilon(1e-4));
  }
  check_optimum(one, 0.125 + 0.5 * 2.5);
  check_optimum(many, 0.125 + 0.5 * 2.5);
  // The column of ones alone: the mean, less beta / n.
  const LassoCase mean(MatrixXd::Ones(50, 1), VectorXd::LinSpaced(50, -1, 3), 2);
  for (const Method method : methods)
    CHECK(mean.solve(method, test::to_gap(tight)).certificate.w[0] == Approx(1 - 2.0 / 50).epsilon(1e-4));
}

TEST_CASE("a pattern and its complement share the work, the column of ones takes what both would") {
  const VectorXd y = test::random_normal(20, 2).cwiseAbs() + VectorXd::Ones(20);
  MatrixXd D(20, 3);
  D.col(0) = test::random_zero_one(20, 1, 3);
  D.col(1) = VectorXd::Ones(20) - D.col(0);
  D.col(2).setOnes();
  for (const double ratio : {0.5, 0.01}) {
    const LassoCase pair(D.leftCols(2), y, ratio * test::beta_max(D, y));
    check_optimum(pair, pair.oracle().best_of_all_supports());
    const LassoCase all(D, y, ratio * test::beta_max(D, y));
    check_optimum(all, all.oracle().best_of_all_supports());
  }
}

TEST_CASE("targets with ties, constant ones, and ones far from zero") {
  const MatrixXd D = [] {
    MatrixXd columns = test::random_zero_one(40, 25, 5);
    columns.col(3).setOnes();
    return columns;
  }();
  const VectorXd noise = test::random_normal(40, 6);
  const VectorXd labels = noise.unaryExpr([](double t) { return t > 0 ? 1.0 : -1.0; });
  const VectorXd few = noise.unaryExpr([](double t) { return std::round(t); });
  for (const VectorXd& y : {labels, few, VectorXd(VectorXd::Ones(40)), VectorXd(-VectorXd::Ones(40)),
                            VectorXd(noise.array() + 1e4), VectorXd(noise.array() - 1e6)}) {
    for (const double ratio : {0.3, 0.02}) check_against_descent({D, y, ratio * test::beta_max(D, y)});
  }
}

TEST_CASE("from beta_max upwards zero is optimal, and below it is not") {
  for (const Method method : methods) {
    for (const double ratio : {1.0, 1.5, 1e9}) {
      const Solution solution = test::random_case(30, 50, ratio, 4).solve(method);
      CHECK(solution.certificate.w == VectorXd::Zero(50));
      CHECK(solution.status == Status::optimal);
      CHECK(solution.effort.iterations == 0);
    }
    CHECK(test::random_case(30, 50, 0.99, 4).solve(method).certificate.nonzeros > 0);
  }
}

TEST_CASE("problems without columns, without signal, and without a column that is on") {
  for (const Method method : methods) {
    const VectorXd y = test::random_normal(8, 1);
    CHECK(LassoCase(MatrixXd(8, 0), y, 0.1).solve(method).status == Status::optimal);
    CHECK(LassoCase(MatrixXd::Zero(8, 3), y, 0.1).solve(method).certificate.nonzeros == 0);
    const Solution silent = LassoCase(test::random_zero_one(8, 5, 1), VectorXd::Zero(8), 0.1).solve(method);
    CHECK(silent.status == Status::optimal);
    CHECK(silent.certificate.objective == 0);
  }
}

TEST_CASE("the order of the columns changes neither objective nor output") {
  const LassoCase lasso = test::random_case(30, 60, 0.05, 9);
  const LassoCase reversed(lasso.dense.rowwise().reverse(), lasso.y, lasso.beta);
  for (const Method method : methods) {
    const auto one = lasso.solve(method, test::to_gap(tight)).certificate;
    const auto other = reversed.solve(method, test::to_gap(tight)).certificate;
    CHECK(one.objective == Approx(other.objective).epsilon(2 * tight));
    CHECK((one.residual - other.residual).norm() <= output_tolerance(lasso, tight));
  }
}

TEST_CASE("target and beta in other units give the weights in these units") {
  const LassoCase lasso = test::random_case(40, 70, 0.03, 10);
  for (const Method method : methods) {
    INFO(test::name_of(method));
    const Solution solution = lasso.solve(method, test::to_gap(tight));
    for (const double unit : {std::ldexp(1.0, 20), std::ldexp(1.0, -20)}) {  // no rounding: the very same steps
      const Solution scaled =
          LassoCase(lasso.dense, unit * lasso.y, unit * lasso.beta).solve(method, test::to_gap(tight));
      CHECK(scaled.certificate.w == unit * solution.certificate.w);
      CHECK(scaled.effort.iterations == solution.effort.iterations);
    }
    for (const double unit : {1e6, 1e-6}) {
      const Solution scaled =
          LassoCase(lasso.dense, unit * lasso.y, unit * lasso.beta).solve(method, test::to_gap(tight));
      CHECK(scaled.certificate.gap <= tight);
      CHECK((scaled.certificate.residual / unit - solution.certificate.residual).norm() <=
            output_tolerance(lasso, tight));
    }
    const Solution mirrored = LassoCase(lasso.dense, -lasso.y, lasso.beta).solve(method, test::to_gap(tight));
    CHECK(mirrored.certificate.w == -solution.certificate.w);
  }
}

TEST_CASE("a looser gap is reached too, and no more is done than that") {
  const LassoCase lasso = test::random_case(80, 200, 0.01, 12);
  for (const Method method : methods) {
    const Solution loose = lasso.solve(method, test::to_gap(0.3));
    const Solution close = lasso.solve(method, test::to_gap(1e-8));
    CHECK(loose.certificate.gap <= 0.3);
    CHECK(close.certificate.gap <= 1e-8);
    CHECK(loose.effort.iterations <= close.effort.iterations);
    CHECK(loose.certificate.gap > 1e-8);
  }
}

TEST_CASE("working sets end in the optimum of all columns") {
  const LassoCase lasso = test::random_case(40, 5000, 0.2, 51);
  CHECK(lasso.solve(Method::augmented_lagrangian, test::to_gap(tight)).certificate.nonzeros < 60);
  check_against_descent(lasso);
}
