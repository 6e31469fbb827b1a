// Branch and bound over all patterns: the same proof and the same hyperplanes, to the bit, on any number of ranks.
#include "heaviside/certificate/exact_pricing.hpp"

#include <catch2/catch.hpp>

#include "heaviside/data/distinct_rows.hpp"
#include "support/random_dictionary.hpp"

namespace {

using namespace heaviside;
using certificate::ExactPrice;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

void check_same(const MatrixXd& X, bool bias, double target_of_sum, std::int64_t nodes) {
  MatrixXd Z = MatrixXd::Ones(X.rows(), X.cols() + (bias ? 1 : 0));
  Z.leftCols(X.cols()) = X;
  const arrangements::ExactPoints points(X, bias);
  const auto group = data::distinct_rows(X);
  const VectorXd r = test::random_normal(X.rows(), 9);
  const certificate::PricingGoal goal{.target = target_of_sum * r.lpNorm<1>(), .nodes = nodes};
  const auto price = [&](const core::Communicator& comm) {
    return certificate::ExactPricer(comm, points, Z, bias, group).price(r, goal);
  };
  const ExactPrice alone = price(core::Communicator::self());
  const ExactPrice together = price(test::world());
  CHECK(together.best == alone.best);
  CHECK(together.bound == alone.bound);
  CHECK(together.nodes == alone.nodes);
  CHECK(together.complete == alone.complete);
  CHECK(together.hyperplanes == alone.hyperplanes);
}

}  // namespace

TEST_CASE("exact pricing does not depend on the number of ranks") {
  const MatrixXd normal = test::random_normal(360, 3).reshaped(120, 3);
  const MatrixXd integers = (2 * test::random_normal(360, 4)).array().round().matrix().reshaped(120, 3);
  for (const bool bias : {true, false}) {
    check_same(normal, bias, 0, 100'000'000);
    check_same(integers, bias, 0, 100'000'000);
    check_same(normal, bias, 0.1, 100'000'000);
    check_same(integers, bias, 0, 50'000);
  }
}

TEST_CASE("fewer cones than ranks") {
  check_same(MatrixXd::Constant(1, 1, 2.0), true, 0, 1000);
  check_same(test::random_normal(3, 5), false, 0, 1000);
}
