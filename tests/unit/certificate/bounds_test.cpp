#include "heaviside/certificate/bounds.hpp"

#include <catch2/catch.hpp>

#include "support/lasso_oracle.hpp"
#include "support/random_dictionary.hpp"

namespace {

using namespace heaviside;
using certificate::GlobalDual;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

std::vector<std::int64_t> all_distinct(Index n) {
  std::vector<std::int64_t> group;
  for (Index i = 0; i < n; ++i) group.push_back(i);
  return group;
}

VectorXd signs(Index n, std::uint64_t seed) {
  return test::random_normal(n, seed).unaryExpr([](double value) { return value >= 0 ? 1.0 : -1.0; });
}

double largest(const MatrixXd& D, const VectorXd& r) { return (D.transpose() * r).cwiseAbs().maxCoeff(); }

}  // namespace

TEST_CASE("whatever the residual, the bound is below the optimum") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const Index n = 6 + static_cast<Index>(seed % 5);
    const MatrixXd D = test::random_zero_one(n, 7, seed);
    const VectorXd y = signs(n, seed);
    const double beta = 0.3 * largest(D, y);
    if (beta == 0) continue;
    const test::LassoOracle oracle(D, y, beta);
    const auto optimum = static_cast<double>(oracle.objective(oracle.coordinate_descent()));
    const GlobalDual dual(y, all_distinct(n), beta);
    CAPTURE(seed);
    CHECK(dual.shattered() <= optimum * (1 + 1e-12));
    for (const double noise : {0.0, 0.1, 3.0}) {
      const VectorXd r = y + noise * test::random_normal(n, 1000 + seed);
      CHECK(dual.bound(r, largest(D, r)) <= optimum * (1 + 1e-12));
    }
  }
}

TEST_CASE("the optimal residual has the optimum as its bound") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const MatrixXd D = test::random_zero_one(9, 6, 50 + seed);
    const VectorXd y = signs(9, seed);
    const double beta = 0.2 * largest(D, y);
    const test::LassoOracle oracle(D, y, beta);
    const auto w = oracle.coordinate_descent();
    const VectorXd r = oracle.residual(w).cast<double>();
    const GlobalDual dual(y, all_distinct(9), beta);
    CHECK(dual.bound(r, beta) == Approx(static_cast<double>(oracle.objective(w))).epsilon(1e-9));
  }
}

TEST_CASE("a residual of which little is known does no harm: the shattered program's bound stays") {
  const VectorXd y = signs(12, 4);
  const GlobalDual dual(y, all_distinct(12), 0.7);
  const VectorXd r = test::random_normal(12, 5);
  CHECK(dual.bound(r, 1e9) == Approx(dual.shattered()).epsilon(1e-6));
  CHECK(dual.bound(VectorXd::Zero(12), 0) == Approx(dual.shattered()).epsilon(1e-9));
}

TEST_CASE("equal rows count together") {
  const std::vector<std::int64_t> group{0, 0, 1, 2, 2, 2};
  const VectorXd y = (VectorXd(6) << 1, -1, 1, 1, 1, -1).finished();
  const GlobalDual dual(y, group, 0.5);
  CHECK(dual.shattered() == Approx(certificate::solve_shattered(y, group, 0.5).optimum));
  CHECK(dual.bound(VectorXd::Zero(6), 1) <= dual.shattered());
}
