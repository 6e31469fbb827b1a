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

/// argmin_w 1/2 ||D w - b||^2 + shift/2 ||w - v||^2.
VectorXd ridge(const LassoCase& lasso, const VectorXd& b, double shift, const VectorXd& v) {
  const MatrixXd system = lasso.dense.transpose() * lasso.dense + shift * identity(v.size());
  return system.llt().solve(lasso.dense.transpose() * b + shift * v);
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
      CHECK((solve_newton_system(D, VectorXd::Ones(D.rows()), sigma, b) - expected).norm() <= 1e-11 * b.norm());
    }
  }
  const VectorXd b = test::random_normal(9, 3);
  CHECK(solve_newton_system(test::distributed(self(), MatrixXd(9, 0)), VectorXd::Ones(9), 0.3, b) == b);
}

TEST_CASE("a Newton system with dependent columns is as definite as any") {
  MatrixXd dense(4, 6);
  dense << 1, 1, 0, 1, 1, 0,  //
      1, 1, 0, 0, 1, 0,       //
      1, 0, 1, 0, 1, 0,       //
      1, 0, 1, 1, 1, 0;       // equal columns, complements, ones, and a column of zeros
  const VectorXd b = test::random_normal(4, 4);
  const VectorXd expected = (identity(4) + 5 * dense * dense.transpose()).llt().solve(b);
  CHECK((solve_newton_system(test::distributed(self(), dense), VectorXd::Ones(4), 5, b) - expected).norm() <= 1e-12);
  const MatrixXd tall = dense.replicate(3, 1);  // more rows than columns
  const VectorXd c = test::random_normal(12, 5);
  const VectorXd expected_tall = (identity(12) + 5 * tall * tall.transpose()).llt().solve(c);
  CHECK((solve_newton_system(test::distributed(self(), tall), VectorXd::Ones(12), 5, c) - expected_tall).norm() <=
        1e-12);
}

TEST_CASE("a Newton system that is not finite is a numerical error") {
  const Dictionary wide = test::distributed(self(), test::random_zero_one(4, 9, 1));
  const Dictionary tall = test::distributed(self(), test::random_zero_one(9, 4, 1));
  const double nan = std::nan("");
  CHECK_THROWS_AS(solve_newton_system(wide, VectorXd::Ones(4), nan, test::random_normal(4, 1)), core::NumericalError);
  CHECK_THROWS_AS(solve_newton_system(tall, VectorXd::Ones(9), nan, test::random_normal(9, 1)), core::NumericalError);
}

TEST_CASE("a Newton system too large to factorise is solved well enough for a step") {
  const Dictionary& D = large_dictionary();
  const VectorXd b = test::random_normal(D.rows(), 6);
  const double sigma = 0.02;
  const VectorXd x = solve_newton_system(D, VectorXd::Ones(D.rows()), sigma, b);
  const VectorXd left = x + sigma * D.combine(D.correlate(x));
  CHECK((left - b).norm() <= 1.001e-3 * b.norm());
  CHECK((x - b).norm() > 0.1 * b.norm());  // the dictionary matters in it
}

TEST_CASE("a Newton system of unequal curvatures, some of them 0: a descent, exact where they need no rounding") {
  for (const auto& [n, P] : {std::pair<int, int>{50, 7}, {7, 50}, {1, 1}, {66, 130}, {66, 40}}) {
    const MatrixXd dense = test::random_zero_one(n, P, 3);
    const Dictionary D = test::distributed(self(), dense);
    for (const bool zero_one : {true, false}) {
      VectorXd q = test::random_normal(n, 4).cwiseMax(0);
      if (zero_one) q = (q.array() > 0).cast<double>() * 0.7;
      for (const double sigma : {0.3, 40.0}) {
        const VectorXd b = test::random_normal(n, 2);
        const MatrixXd system = identity(n) + sigma * q.asDiagonal() * dense * dense.transpose();
        const VectorXd expected = system.partialPivLu().solve(q.cwiseProduct(b));
        const VectorXd x = solve_newton_system(D, q, sigma, b);
        CHECK((x - expected).norm() <= (zero_one ? 1e-10 : 1e-3) * b.norm());
        CHECK(x.dot(b) >= 0);
        for (Eigen::Index i = 0; i < n; ++i) CHECK((q[i] != 0 || x[i] == 0));
      }
    }
  }
}

TEST_CASE("a Gram matrix with weights is exact where they need few bits, and else not below") {
  const MatrixXd dense = test::random_zero_one(70, 33, 5);
  const Dictionary D = test::distributed(self(), dense);
  for (const double weight : {1.0, 0.3}) {
    const VectorXd q = VectorXd::Constant(70, weight);
    CHECK(D.column_gram(q) == weight * D.column_gram());
  }
  VectorXd two = VectorXd::Constant(70, 0.3);
  two.head(20).setConstant(1.7);
  CHECK((D.column_gram(two) - dense.transpose() * two.asDiagonal() * dense).cwiseAbs().maxCoeff() <= 1e-13);
  VectorXd q = test::random_normal(70, 6).cwiseAbs();
  q[3] = 0;
  const MatrixXd exact = dense.transpose() * q.asDiagonal() * dense;
  const MatrixXd rounded = D.column_gram(q);
  CHECK((rounded - exact).minCoeff() >= -1e-12);
  CHECK((rounded - exact).maxCoeff() <= 70 * std::ldexp(q.maxCoeff(), -16));
  CHECK(D.column_gram(VectorXd::Zero(70)) == MatrixXd::Zero(33, 33));
  CHECK_THROWS_AS(D.column_gram(VectorXd::Constant(70, std::nan(""))), core::NumericalError);
}

TEST_CASE("the linear step of ADMM minimises, in all its forms") {
  for (const auto& [n, P] : {std::pair<int, int>{50, 7}, {50, 50}, {7, 50}, {1, 1}, {1, 5}, {5, 1}, {66, 130}}) {
    const LassoCase lasso = test::random_case(n, P, 0.1, 7);
    for (const double shift : {0.3, 17.0, 2.0}) {
      const auto factorised = make_ridge_step(lasso.D, shift);
      const auto krylov = make_krylov_step(lasso.D, shift);
      for (const std::uint64_t seed : {1, 2}) {
        const VectorXd v = test::random_normal(P, seed);
        const VectorXd b = test::random_normal(n, seed + 10);
        const VectorXd expected = ridge(lasso, b, shift, v);
        const auto [w, f] = factorised->solve(b, v);
        CHECK((w - expected).norm() <= 1e-11 * (1 + expected.norm()));
        CHECK((f - lasso.dense * expected).norm() <= 1e-11 * (1 + lasso.dense.norm() * expected.norm()));
        // The residual of (shift I + D D') t = b - D v is at most 1e-6 of the right-hand side.
        const double inner = 1e-6 * (b - lasso.dense * v).norm() / shift;
        const auto inexact = krylov->solve(b, v);
        CHECK((inexact.w - expected).norm() <= inner * lasso.dense.norm());
        CHECK((inexact.f - lasso.dense * inexact.w).norm() <= 1e-11 * (1 + lasso.dense.norm() * expected.norm()));
      }
    }
  }
}

TEST_CASE("the linear step of a problem too large to factorise") {
  const Dictionary& D = large_dictionary();
  const VectorXd b = test::random_normal(D.rows(), 8);
  const VectorXd v = 1e-3 * test::random_normal(D.cols(), 9);
  const double shift = 300;
  const VectorXd w = make_ridge_step(D, shift)->solve(b, v).w;
  const VectorXd gradient = D.correlate(D.combine(w) - b) + shift * (w - v);
  CHECK(gradient.norm() <= 1e-5 * D.correlate(b).norm());
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
  const VectorXd x = conjugate_gradients(self(), A, b, test::random_normal(12, 2), {1e-12, 100});
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
  conjugate_gradients(self(), A, b, VectorXd::Zero(30), {1e-14, 5});
  CHECK(products <= 6);
  const VectorXd solution = matrix.llt().solve(b);
  CHECK(conjugate_gradients(self(), A, b, solution, {1e-6, 100}) == solution);
  CHECK(conjugate_gradients(self(), A, VectorXd::Zero(30), VectorXd::Zero(30), {1e-6, 100}) == VectorXd::Zero(30));
}

TEST_CASE("what an operator throws comes through") {
  const solver::LinearOperator A = [](const VectorXd&) -> VectorXd { throw std::domain_error("no product"); };
  CHECK_THROWS_AS(conjugate_gradients(self(), A, VectorXd::Ones(3), VectorXd::Zero(3), {1e-6, 10}), std::domain_error);
}
