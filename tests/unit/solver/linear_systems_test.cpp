// The linear systems of both solvers in every form, against dense factorisations.
#include <Eigen/Dense>
#include <catch2/catch.hpp>
#include <cmath>
#include <stdexcept>

#include "heaviside/core/errors.hpp"
#include "heaviside/solver/krylov.hpp"
#include "heaviside/solver/newton_system.hpp"
#include "heaviside/solver/ridge_step.hpp"
#include "support/lasso_problems.hpp"

namespace {

using namespace heaviside;
using dictionary::Dictionary;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using solver::conjugate_gradients;
using solver::make_krylov_step;
using solver::make_ridge_step;
using solver::solve_newton_system;
using test::LassoCase;

core::Communicator self() { return core::Communicator::self(); }

MatrixXd identity(Eigen::Index n) { return MatrixXd::Identity(n, n); }

/// argmin_w 1/2 ||D w - y||^2 + rho/2 ||w - v||^2.
VectorXd ridge(const LassoCase& lasso, double rho, const VectorXd& v) {
  const MatrixXd system = lasso.dense.transpose() * lasso.dense + rho * identity(v.size());
  return system.llt().solve(lasso.dense.transpose() * lasso.y + rho * v);
}

/// Random bits, too many rows and columns for any factorisation here.
const Dictionary& large_dictionary() {
  static const Dictionary large = [] {
    constexpr std::int64_t n = 64 * 73;
    static_assert(n > solver::largest_factor);
    arrangements::PatternSet patterns{n, {}, {}};
    for (std::int64_t j = 0; j < n + 1; ++j) {
      patterns.hyperplanes.push_back(j);
      for (std::int64_t word = 0; word < n / 64; ++word)
        patterns.words.push_back(
            core::random_word(1, 5, static_cast<std::uint64_t>(j), static_cast<std::uint64_t>(word)));
    }
    return Dictionary(core::Communicator::self(), patterns);
  }();
  return large;
}

}  // namespace

TEST_CASE("a Newton system of few columns, of many, of one and of none") {
  for (const auto& [n, P] : {std::pair<int, int>{50, 7}, {50, 50}, {7, 50}, {1, 1}, {1, 5}, {5, 1}, {66, 130}}) {
    const MatrixXd dense = test::random_zero_one(n, P, 1);
    const Dictionary D = test::distributed(self(), dense);
    for (const double sigma : {0.3, 1.0, 40.0}) {
      const VectorXd b = test::random_normal(n, 2);
      const VectorXd expected = (identity(n) + sigma * dense * dense.transpose()).llt().solve(b);
      CHECK((solve_newton_system(D, sigma, b) - expected).norm() <= 1e-11 * b.norm());
    }
  }
  const VectorXd b = test::random_normal(9, 3);
  CHECK(solve_newton_system(test::distributed(self(), MatrixXd(9, 0)), 0.3, b) == b);
}

TEST_CASE("a Newton system with dependent columns is as definite as any") {
  MatrixXd dense(4, 6);
  dense << 1, 1, 0, 1, 1, 0,  //
      1, 1, 0, 0, 1, 0,       //
      1, 0, 1, 0, 1, 0,       //
      1, 0, 1, 1, 1, 0;       // equal columns, complements, ones, and a column of zeros
  const VectorXd b = test::random_normal(4, 4);
  const VectorXd expected = (identity(4) + 5 * dense * dense.transpose()).llt().solve(b);
  CHECK((solve_newton_system(test::distributed(self(), dense), 5, b) - expected).norm() <= 1e-12);
  const MatrixXd tall = dense.replicate(3, 1);  // more rows than columns
  const VectorXd c = test::random_normal(12, 5);
  const VectorXd expected_tall = (identity(12) + 5 * tall * tall.transpose()).llt().solve(c);
  CHECK((solve_newton_system(test::distributed(self(), tall), 5, c) - expected_tall).norm() <= 1e-12);
}

TEST_CASE("a Newton system that is not finite is a numerical error") {
  const Dictionary wide = test::distributed(self(), test::random_zero_one(4, 9, 1));
  const Dictionary tall = test::distributed(self(), test::random_zero_one(9, 4, 1));
  const double nan = std::nan("");
  CHECK_THROWS_AS(solve_newton_system(wide, nan, test::random_normal(4, 1)), core::NumericalError);
  CHECK_THROWS_AS(solve_newton_system(tall, nan, test::random_normal(9, 1)), core::NumericalError);
}

TEST_CASE("a Newton system too large to factorise is solved well enough for a step") {
  const Dictionary& D = large_dictionary();
  const VectorXd b = test::random_normal(D.rows(), 6);
  const double sigma = 0.02;
  const VectorXd x = solve_newton_system(D, sigma, b);
  const VectorXd left = x + sigma * D.combine(D.correlate(x));
  CHECK((left - b).norm() <= 1.001e-3 * b.norm());
  CHECK((x - b).norm() > 0.1 * b.norm());  // the dictionary matters in it
}

TEST_CASE("the linear step of ADMM minimises, in all its forms, whatever rho was before") {
  for (const auto& [n, P] : {std::pair<int, int>{50, 7}, {50, 50}, {7, 50}, {1, 1}, {1, 5}, {5, 1}, {66, 130}}) {
    const LassoCase lasso = test::random_case(n, P, 0.1, 7);
    const auto factorised = make_ridge_step(lasso.problem());
    const auto krylov = make_krylov_step(lasso.problem());
    for (const double rho : {0.3, 17.0, 2.0}) {
      factorised->set_rho(rho);
      krylov->set_rho(rho);
      for (const std::uint64_t seed : {1, 2}) {
        const VectorXd v = test::random_normal(P, seed);
        const VectorXd expected = ridge(lasso, rho, v);
        CHECK((factorised->solve(v) - expected).norm() <= 1e-11 * (1 + expected.norm()));
        // The residual of (rho I + D D') t = y - D v is at most 1e-6 of the right-hand side.
        const double inner = 1e-6 * (lasso.y - lasso.dense * v).norm() / rho;
        CHECK((krylov->solve(v) - expected).norm() <= inner * lasso.dense.norm());
      }
    }
  }
}

TEST_CASE("the linear step of a problem too large to factorise") {
  const Dictionary& D = large_dictionary();
  const VectorXd y = test::random_normal(D.rows(), 8);
  const VectorXd v = 1e-3 * test::random_normal(D.cols(), 9);
  const auto step = make_ridge_step({D, y, 1.0});
  const double rho = 300;
  step->set_rho(rho);
  const VectorXd w = step->solve(v);
  const VectorXd gradient = D.correlate(D.combine(w) - y) + rho * (w - v);
  CHECK(gradient.norm() <= 1e-5 * D.correlate(y).norm());
}

TEST_CASE("conjugate gradients end in as many steps as there are eigenvalues") {
  Eigen::VectorXd eigenvalues(12);
  eigenvalues << 1, 1, 1, 1, 5, 5, 5, 5, 20, 20, 20, 20;
  int products = 0;
  const solver::LinearOperator A = [&](const VectorXd& x) -> VectorXd {
    ++products;
    return eigenvalues.cwiseProduct(x);
  };
  const VectorXd b = test::random_normal(12, 1);
  const VectorXd x = conjugate_gradients(self(), A, b, test::random_normal(12, 2), 1e-12, 100);
  CHECK((eigenvalues.cwiseProduct(x) - b).norm() <= 1e-12 * b.norm());
  CHECK(products <= 3 + 1);
}

TEST_CASE("conjugate gradients go no further than they may, and take a solution as it is") {
  const MatrixXd root = test::random_zero_one(30, 30, 3) + identity(30);
  const MatrixXd matrix = root * root.transpose();
  int products = 0;
  const solver::LinearOperator A = [&](const VectorXd& x) -> VectorXd {
    ++products;
    return matrix * x;
  };
  const VectorXd b = test::random_normal(30, 4);
  conjugate_gradients(self(), A, b, VectorXd::Zero(30), 1e-14, 5);
  CHECK(products <= 6);
  const VectorXd solution = matrix.llt().solve(b);
  CHECK(conjugate_gradients(self(), A, b, solution, 1e-6, 100) == solution);
  CHECK(conjugate_gradients(self(), A, VectorXd::Zero(30), VectorXd::Zero(30), 1e-6, 100) == VectorXd::Zero(30));
}

TEST_CASE("what an operator throws comes through") {
  const solver::LinearOperator A = [](const VectorXd&) -> VectorXd { throw std::domain_error("no product"); };
  CHECK_THROWS_AS(conjugate_gradients(self(), A, VectorXd::Ones(3), VectorXd::Zero(3), 1e-6, 10), std::domain_error);
}
