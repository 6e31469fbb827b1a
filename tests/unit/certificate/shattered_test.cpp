// The closed form against a search for the levels, and against the Lasso over every 0/1 vector.
#include "heaviside/certificate/shattered.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "support/lasso_oracle.hpp"
#include "support/random_dictionary.hpp"

namespace {

using namespace heaviside;
using certificate::Shattered;
using certificate::solve_shattered;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using Groups = std::vector<std::int64_t>;

Groups all_distinct(Index n) {
  Groups group(static_cast<std::size_t>(n));
  std::iota(group.begin(), group.end(), 0);
  return group;
}

std::int64_t count_of(const Groups& group) { return *std::max_element(group.begin(), group.end()) + 1; }

/// 1/2 ||delta - y||^2 + beta (max delta_+ + max delta_-), delta given at each distinct row.
double objective(const VectorXd& y, const Groups& group, double beta, const VectorXd& delta) {
  double loss = 0;
  for (Index i = 0; i < y.size(); ++i) loss += 0.5 * std::pow(delta[group[static_cast<std::size_t>(i)]] - y[i], 2);
  return loss + beta * (std::max(0.0, delta.maxCoeff()) + std::max(0.0, -delta.minCoeff()));
}

/// Every 0/1 vector over the distinct rows, zero apart, as a column over all rows: n x (2^distinct - 1).
MatrixXd all_patterns(const Groups& group) {
  const std::int64_t columns = (std::int64_t{1} << count_of(group)) - 1;
  MatrixXd D(static_cast<Index>(group.size()), columns);
  for (Index j = 0; j < columns; ++j) {
    for (Index i = 0; i < D.rows(); ++i)
      D(i, j) = static_cast<double>((j + 1) >> group[static_cast<std::size_t>(i)] & 1);
  }
  return D;
}

/// The levels by ternary search, one after the other: the objective is convex in each, and they do not interact.
double searched_optimum(const VectorXd& y, double beta) {
  const auto cost = [&](const VectorXd& part, double level) {
    return 0.5 * (part.array() - level).max(0).square().sum() + beta * level;
  };
  double optimum = 0;
  for (const VectorXd& part : {VectorXd(y.cwiseMax(0)), VectorXd((-y).cwiseMax(0))}) {
    double low = 0, high = part.maxCoeff();
    for (int k = 0; k < 300; ++k) {
      const double left = low + (high - low) / 3, right = high - (high - low) / 3;
      (cost(part, left) <= cost(part, right) ? high : low) = cost(part, left) <= cost(part, right) ? right : left;
    }
    optimum += cost(part, low);
  }
  return optimum;
}

void check_consistent(const Shattered& shattered, const VectorXd& y, const Groups& group, double beta) {
  CHECK(shattered.output.size() == count_of(group));
  CHECK(shattered.upper_level >= 0);
  CHECK(shattered.lower_level >= 0);
  CHECK(shattered.output.maxCoeff() <= shattered.upper_level);
  CHECK(-shattered.output.minCoeff() <= shattered.lower_level);
  CHECK(shattered.optimum == Approx(objective(y, group, beta, shattered.output)).epsilon(1e-12));
}

}  // namespace

TEST_CASE("the optimum is that of a search for the two levels") {
  for (const Index n : {1, 2, 3, 10, 200}) {
    for (const double beta : {1e-6, 0.01, 0.5, 3.0, 50.0, 1e4}) {
      for (const double offset : {0.0, 3.0, -1e3}) {
        const VectorXd y = test::random_normal(n, static_cast<std::uint64_t>(n)).array() + offset;
        const Shattered shattered = solve_shattered(y, all_distinct(n), beta);
        CHECK(shattered.optimum == Approx(searched_optimum(y, beta)).epsilon(1e-9));
        check_consistent(shattered, y, all_distinct(n), beta);
      }
    }
  }
}

TEST_CASE("the optimum is that of the Lasso over every 0/1 vector, equal rows or none") {
  const std::vector<Groups> groups{{0}, {0, 0, 0}, {0, 1}, {0, 1, 0, 1, 1}, {0, 1, 2, 3, 4, 5}, {0, 1, 2, 0, 0, 3, 2}};
  for (const Groups& group : groups) {
    const MatrixXd D = all_patterns(group);
    for (const std::uint64_t seed : {1, 2, 3}) {
      VectorXd y = test::random_normal(D.rows(), seed);
      if (seed == 3) y = y.unaryExpr([](double t) { return t > 0 ? 1.0 : -1.0; });
      for (const double beta : {0.02, 0.3, 1.5}) {
        const test::LassoOracle oracle(D, y, beta);
        const auto optimum = static_cast<double>(oracle.objective(oracle.coordinate_descent()));
        const Shattered shattered = solve_shattered(y, group, beta);
        CHECK(shattered.optimum == Approx(optimum).epsilon(1e-9));
        check_consistent(shattered, y, group, beta);
      }
    }
  }
}

TEST_CASE("no other output is better") {
  const Groups group{0, 1, 2, 1, 3, 0, 4, 4, 4};
  const VectorXd y = 2 * test::random_normal(9, 5);
  for (const double beta : {0.1, 1.0}) {
    const Shattered shattered = solve_shattered(y, group, beta);
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
      const VectorXd step = std::pow(10.0, -static_cast<double>(seed % 6)) * test::random_normal(5, seed);
      CHECK(objective(y, group, beta, shattered.output + step) >= shattered.optimum * (1 - 1e-14));
    }
  }
}

TEST_CASE("a constant target is clipped by beta over its count, ties share") {
  const VectorXd y = VectorXd::Constant(8, 2);
  const Shattered positive = solve_shattered(y, all_distinct(8), 4);
  CHECK(positive.upper_level == Approx(1.5));
  CHECK(positive.lower_level == 0);
  CHECK(positive.optimum == Approx(8 * 0.125 + 4 * 1.5));
  const Shattered negative = solve_shattered(VectorXd(-y), all_distinct(8), 4);
  CHECK(negative.lower_level == positive.upper_level);
  CHECK(negative.optimum == positive.optimum);
  VectorXd labels(6);
  labels << 1, -1, 1, 1, -1, 1;
  const Shattered both = solve_shattered(labels, all_distinct(6), 0.5);
  CHECK(both.upper_level == Approx(1 - 0.5 / 4));
  CHECK(both.lower_level == Approx(1 - 0.5 / 2));
}

TEST_CASE("a huge beta leaves nothing, a tiny one everything, and the border is where the mass is") {
  const VectorXd y = test::random_normal(30, 6);
  const double mass = y.cwiseMax(0).sum();
  const Shattered nothing = solve_shattered(y, all_distinct(30), 1e9);
  CHECK(nothing.output == VectorXd::Zero(30));
  CHECK(nothing.optimum == Approx(0.5 * y.squaredNorm()));
  const Shattered everything = solve_shattered(y, all_distinct(30), 1e-12);
  CHECK((everything.output - y).cwiseAbs().maxCoeff() <= 1e-11);
  CHECK(solve_shattered(y, all_distinct(30), mass * 1.0001).upper_level == 0);
  CHECK(solve_shattered(y, all_distinct(30), mass * 0.9999).upper_level > 0);
}

TEST_CASE("one group of opposite labels has nothing to learn") {
  VectorXd y(4);
  y << 1, -1, 1, -1;
  const Shattered shattered = solve_shattered(y, {0, 0, 0, 0}, 0.1);
  CHECK(shattered.output == VectorXd::Zero(1));
  CHECK(shattered.optimum == 2);
  const Shattered unequal = solve_shattered(VectorXd(y.array() + 1), {0, 0, 0, 0}, 0.1);  // 2, 0, 2, 0
  CHECK(unequal.upper_level == Approx(1 - 0.1 / 4));
}
