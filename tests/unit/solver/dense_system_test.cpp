// Dense systems, against their own residual in doubles; beside the size from which on they are refined.
#include "solver/dense_system.hpp"

#include <Eigen/Dense>
#include <catch2/catch.hpp>
#include <cmath>

#include "heaviside/core/errors.hpp"
#include "support/random_dictionary.hpp"

using namespace heaviside;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using solver::smallest_refined;

namespace {

/// m x m, with eigenvalues spread evenly, in their logarithm, from 1 to 1 / condition.
MatrixXd with_condition(Eigen::Index m, double condition) {
  MatrixXd random(m, m);
  for (Eigen::Index j = 0; j < m; ++j) random.col(j) = test::random_normal(m, 100 + static_cast<std::uint64_t>(j));
  const MatrixXd Q = Eigen::HouseholderQR<MatrixXd>(random).householderQ();
  VectorXd eigenvalues(m);
  for (Eigen::Index j = 0; j < m; ++j)
    eigenvalues[j] =
        std::pow(condition, -static_cast<double>(j) / static_cast<double>(std::max<Eigen::Index>(m - 1, 1)));
  const MatrixXd K = Q * eigenvalues.asDiagonal() * Q.transpose();
  return (K + K.transpose()) / 2;
}

}  // namespace

TEST_CASE("dense systems are solved to ten digits, whatever their condition, size and scale") {
  for (const Eigen::Index m : {Eigen::Index{1}, smallest_refined - 1, smallest_refined, Eigen::Index{200}}) {
    const VectorXd b = test::random_normal(m, 7);
    for (const double condition : {1.0, 1e3, 1e6, 1e10}) {
      const MatrixXd K = with_condition(m, condition);
      for (const double scale : {1.0, 1e-60, 1e60}) {
        MatrixXd scaled = scale * K;
        const VectorXd x = solver::solve_positive_definite(scaled, b);
        const double rounding = 1e-14 * static_cast<double>(m) * K.norm() * (scale * x).norm();
        CHECK((K * (scale * x) - b).norm() <= 1e-10 * b.norm() + rounding);
      }
    }
  }
}

TEST_CASE("the solution of a zero right-hand side is zero") {
  MatrixXd K = MatrixXd::Identity(smallest_refined, smallest_refined);
  CHECK(solver::solve_positive_definite(K, VectorXd::Zero(smallest_refined)).isZero(0));
}

TEST_CASE("what is not definite or not finite is an error, refined or not") {
  for (const Eigen::Index m : {Eigen::Index{3}, Eigen::Index{200}}) {
    const VectorXd b = VectorXd::Ones(m);
    MatrixXd indefinite = MatrixXd::Identity(m, m);
    indefinite(1, 1) = -1;
    CHECK_THROWS_AS(solver::solve_positive_definite(indefinite, b), core::NumericalError);
    MatrixXd unknown = MatrixXd::Identity(m, m);
    unknown(0, 1) = unknown(1, 0) = std::nan("");
    CHECK_THROWS_AS(solver::solve_positive_definite(unknown, b), core::NumericalError);
    MatrixXd identity = MatrixXd::Identity(m, m);
    CHECK_THROWS_AS(solver::solve_positive_definite(identity, VectorXd::Constant(m, std::nan(""))),
                    core::NumericalError);
  }
}
