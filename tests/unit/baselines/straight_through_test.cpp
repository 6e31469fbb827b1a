#include "heaviside/baselines/straight_through.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "support/draw.hpp"

using namespace heaviside;
using baselines::DescentOptions;
using baselines::PlateauRate;
using baselines::StraightThrough;
using baselines::Weights;
using Eigen::Index;
using Eigen::MatrixXd;

namespace {

struct Rows {
  MatrixXd Z{12, 3}, Y{12, 1};

  Rows() {
    test::Draw draw(3);
    for (Index k = 0; k < Z.size(); ++k) Z.data()[k] = draw.normal();
    for (Index i = 0; i < 12; ++i) Y(i, 0) = Z(i, 0) > 0 ? 1 : -1;
  }
};

DescentOptions small(std::int64_t batch_size = 0) {
  DescentOptions options;
  options.hidden = {6};
  options.rate = 0.1;
  options.batch_size = batch_size;
  options.beta = 0.5;
  options.seed = 4;
  return options;
}

}  // namespace

TEST_CASE("the rate is halved after more than ten epochs without gain, and then after eleven more") {
  PlateauRate rate(0.8);
  rate.observe(1);
  for (int k = 0; k < 10; ++k) rate.observe(1 - 0.9e-4);  // not below by a relative 1e-4
  CHECK(rate.rate() == 0.8);
  rate.observe(1);
  CHECK(rate.rate() == 0.4);
  for (int k = 0; k < 10; ++k) rate.observe(5);
  CHECK(rate.rate() == 0.4);
  rate.observe(1 - 1.1e-4);  // in time
  for (int k = 0; k < 10; ++k) rate.observe(1);
  CHECK(rate.rate() == 0.4);
  rate.observe(std::numeric_limits<double>::quiet_NaN());
  CHECK(rate.rate() == 0.2);
}

TEST_CASE("Adam's first step is the rate times the sign; the second is as its formulas say") {
  Weights weights{MatrixXd::Zero(1, 2)};
  baselines::Stepper adam(baselines::Optimizer::adam, weights);
  adam.step(weights, {(MatrixXd(1, 2) << 3, -0.01).finished()}, 0.1);
  CHECK(weights[0](0, 0) == Approx(-0.1).epsilon(1e-7));
  CHECK(weights[0](0, 1) == Approx(0.1).epsilon(1e-5));
  const double before = weights[0](0, 0);
  adam.step(weights, {(MatrixXd(1, 2) << -1, 0).finished()}, 0.1);
  const double mean = (0.9 * 0.1 * 3 + 0.1 * -1) / (1 - 0.81);
  const double square = (0.999 * 0.001 * 9 + 0.001) / (1 - 0.998001);
  CHECK(weights[0](0, 0) - before == Approx(-0.1 * mean / (std::sqrt(square) + 1e-8)));
}

TEST_CASE("a step on all rows goes down the straight-through gradient") {
  const Rows rows;
  StraightThrough network(rows.Z, rows.Y, small());
  const Weights before = network.weights();
  const Weights G =
      baselines::gradient(before, baselines::forward(before, rows.Z), rows.Y, 0.5 / 24, baselines::Surrogate::identity);
  network.run_epoch();
  for (std::size_t l = 0; l < before.size(); ++l) CHECK(network.weights()[l].isApprox(before[l] - 0.1 * G[l], 1e-14));
  CHECK(network.epochs() == 1);
}

TEST_CASE("batches depend on the seed alone; a batch of all rows is the whole") {
  const Rows rows;
  for (const std::int64_t size : {1, 5, 12, 100}) {
    StraightThrough one(rows.Z, rows.Y, small(size)), two(rows.Z, rows.Y, small(size));
    for (int epoch = 0; epoch < 3; ++epoch) {
      one.run_epoch();
      two.run_epoch();
    }
    CHECK(one.weights() == two.weights());
    StraightThrough whole(rows.Z, rows.Y, small());
    for (int epoch = 0; epoch < 3; ++epoch) whole.run_epoch();
    CHECK((one.weights() == whole.weights()) == (size >= 12));
  }
}

TEST_CASE("the loss falls on rows that half-spaces separate, with every surrogate and optimizer") {
  const Rows rows;
  for (const auto optimizer : {baselines::Optimizer::sgd, baselines::Optimizer::adam}) {
    for (int surrogate = 0; surrogate < 4; ++surrogate) {
      DescentOptions options = small();
      options.optimizer = optimizer;
      options.surrogate = static_cast<baselines::Surrogate>(surrogate);
      options.hidden = {8, 6};
      StraightThrough network(rows.Z, rows.Y, options);
      const auto loss = [&] {
        return baselines::loss(network.weights(), baselines::forward(network.weights(), rows.Z).output, rows.Y, 0);
      };
      const double before = loss();
      for (int epoch = 0; epoch < 300; ++epoch) network.run_epoch();
      CHECK(loss() < 0.8 * before);
    }
  }
}
