#include "heaviside/network/threshold_network.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "heaviside/core/errors.hpp"
#include "support/networks.hpp"

namespace {

using namespace heaviside;
using network::evaluate;
using network::Network;
using test::random_matrix;
using test::random_network;

/// The definition, one sample and one unit at a time.
double by_hand(const Network& network, const Eigen::RowVectorXd& x) {
  double f = 0;
  for (const auto& neuron : network.neurons) {
    std::vector<double> inputs;
    for (Eigen::Index k = 0; k < x.size(); ++k) {
      inputs.push_back((x[k] - network.preprocessing.mean[k]) / network.preprocessing.scale[k]);
    }
    if (network.bias) inputs.push_back(1);
    for (const auto& layer : neuron.layers) {
      std::vector<double> outputs;
      for (Eigen::Index unit = 0; unit < layer.rows(); ++unit) {
        double t = 0;
        for (Eigen::Index k = 0; k < layer.cols(); ++k) {
          t = std::fma(inputs[static_cast<std::size_t>(k)], layer(unit, k), t);
        }
        outputs.push_back(t >= 0 ? 1 : 0);
      }
      inputs = outputs;
    }
    f += neuron.weight[0] * inputs.at(0);
  }
  return f;
}

void check_by_hand(const Network& network, const Eigen::MatrixXd& X) {
  const Eigen::VectorXd f = evaluate(network, X);
  REQUIRE(f.size() == X.rows());
  for (Eigen::Index i = 0; i < X.rows(); ++i) REQUIRE(f[i] == by_hand(network, X.row(i)));
}

}  // namespace

TEST_CASE("f is that of the definition, to the last bit, over blocks of rows") {
  for (const bool bias : {true, false}) {
    for (const Eigen::Index n : {1, 63, 64, 65, 4095, 4096, 4097, 9000}) {
      check_by_hand(random_network(3, 11, bias), random_matrix(n, 3, 50));
    }
    check_by_hand(random_network(40, 30, bias), random_matrix(500, 40, 51));
  }
}

TEST_CASE("three and four layers: bits are the next layer's inputs, only the first has a bias") {
  for (const bool bias : {true, false}) {
    check_by_hand(random_network(3, 5, bias, {7}), random_matrix(5000, 3, 52));
    check_by_hand(random_network(2, 4, bias, {6, 3}), random_matrix(130, 2, 53));
  }
}

TEST_CASE("f of a sample does not depend on the other samples") {
  for (const auto& widths : {std::vector<Eigen::Index>{}, std::vector<Eigen::Index>{5}}) {
    const Network network = random_network(4, 20, true, widths);
    const Eigen::MatrixXd X = random_matrix(5000, 4, 54);
    const Eigen::VectorXd f = evaluate(network, X);
    const Eigen::VectorXd reversed = evaluate(network, X.colwise().reverse());
    CHECK(reversed == f.reverse());
    CHECK(evaluate(network, X.bottomRows(37)) == f.tail(37));
  }
}

TEST_CASE("a tie is active, on the hyperplane and for a unit without weights") {
  Network network = random_network(1, 1, true);
  network.preprocessing = {Eigen::VectorXd::Constant(1, 2), Eigen::VectorXd::Constant(1, 4)};
  network.neurons[0].layers[0] << 1, -0.5;  // (x - 2)/4 >= 1/2
  network.neurons[0].weight[0] = 3;
  const Eigen::MatrixXd X = (Eigen::MatrixXd(3, 1) << 4, std::nextafter(4.0, 0.0), 5).finished();
  CHECK(evaluate(network, X) == Eigen::Vector3d(3, 0, 3));
  network.neurons[0].layers[0].setZero();
  CHECK(evaluate(network, X) == Eigen::Vector3d(3, 3, 3));
}

TEST_CASE("the sum over neurons is in their order") {
  Network network = random_network(1, 3, true);
  for (auto& neuron : network.neurons) neuron.layers[0].setZero();
  const double weights[] = {1e16, 1, -1e16};
  for (std::size_t j = 0; j < 3; ++j) network.neurons[j].weight[0] = weights[j];
  CHECK(evaluate(network, Eigen::MatrixXd::Ones(2, 1)) == Eigen::Vector2d(0, 0));
  std::swap(network.neurons[1], network.neurons[2]);
  CHECK(evaluate(network, Eigen::MatrixXd::Ones(2, 1)) == Eigen::Vector2d(1, 1));
}

TEST_CASE("no neurons give 0; no samples give nothing; other columns are refused") {
  CHECK(evaluate(random_network(3, 0, true), random_matrix(5, 3, 1)) == Eigen::VectorXd::Zero(5));
  CHECK(evaluate(random_network(3, 2, true), Eigen::MatrixXd(0, 3)).size() == 0);
  CHECK_THROWS_AS(evaluate(random_network(3, 2, true), random_matrix(5, 4, 1)), core::InputError);
}

TEST_CASE("a linear model gives a weighted sum of its inputs") {
  Network network = random_network(2, 0, true);
  network.preprocessing = {Eigen::Vector2d(1, 2), Eigen::Vector2d(2, 4)};
  network.linear = Eigen::RowVector3d(3, -1, 0.5);
  const Eigen::MatrixXd X = (Eigen::MatrixXd(2, 2) << 1, 2, 5, -2).finished();
  CHECK(evaluate(network, X) == Eigen::Vector2d(0.5, 3 * 2 + 1 + 0.5));
  network.task = data::Task::multiclass;
  network.classes = {"a", "b"};
  network.linear = (Eigen::MatrixXd(2, 3) << 3, -1, 0.5, 0, 2, 1).finished();
  CHECK(evaluate(network, X) == (Eigen::MatrixXd(2, 2) << 0.5, 1, 3 * 2 + 1 + 0.5, -1).finished());
}
