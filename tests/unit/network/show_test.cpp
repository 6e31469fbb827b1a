#include "heaviside/network/show.hpp"

#include <catch2/catch.hpp>

#include "support/networks.hpp"

using namespace heaviside;

namespace {

/// f = 0.52 1{ (age - 60)/10 - (bmi - 25)/5 + 0.5 >= 0 } - 1.25 1{always} + ...
network::Network example() {
  network::Network network = test::random_network(3, 3, true);
  network.features = {"age", "bmi", "sex"};
  network.beta = 0.125;
  network.preprocessing = {Eigen::Vector3d(60, 25, 0), Eigen::Vector3d(10, 5, 1)};
  network.neurons[0].layers[0] << 1, -1, 0, 0.5;
  network.neurons[0].weight[0] = 0.52;
  network.neurons[1].layers[0] << 0, 0, 0, 1;
  network.neurons[1].weight[0] = -1.25;
  network.neurons[2].layers[0] << 0, 0, -2, 0;
  network.neurons[2].weight[0] = 0.0001;
  return network;
}

}  // namespace

TEST_CASE("neurons stand in raw units, the heaviest first") {
  CHECK(show(example(), 10) ==
        "binary network of 3 neurons, squared loss, beta 0.125\n"
        "class yes where f >= 0, else no\n"
        "f = sum of\n"
        "       -1.25  always\n"
        "       +0.52  if  0.1 age - 0.2 bmi - 0.5 >= 0\n"
        "     +0.0001  if  -2 sex >= 0\n");
}

TEST_CASE("no more than the limit is shown, and it is said how many are left") {
  const std::string text = show(example(), 1);
  CHECK(text.ends_with("f = sum of\n       -1.25  always\nand 2 more\n"));
  CHECK(show(example(), 0).ends_with("f = sum of\nand 3 more\n"));
  CHECK(show(test::random_network(1, 0, true), 5).ends_with("f = sum of\n"));
}

TEST_CASE("equal weights keep their order; a unit that never is active is said to be so; without bias") {
  network::Network network = example();
  network.task = data::Task::regression;
  network.neurons[0].weight[0] = 1.25;
  network.neurons[1].layers[0] << 0, 0, 0, -1;
  CHECK(show(network, 2) ==
        "regression network of 3 neurons, squared loss, beta 0.125\n"
        "f = sum of\n"
        "       +1.25  if  0.1 age - 0.2 bmi - 0.5 >= 0\n"
        "       -1.25  never\n"
        "and 1 more\n");
  network.bias = false;
  for (auto& neuron : network.neurons) neuron.layers[0] = Eigen::MatrixXd(neuron.layers[0].leftCols(3));
  CHECK(show(network, 1).ends_with("+1.25  if  0.1 age - 0.2 bmi - 1 >= 0\nand 2 more\n"));
}

TEST_CASE("a deep neuron is shown unit by unit") {
  network::Network network = example();
  network.neurons.resize(1);
  Eigen::MatrixXd first(2, 4);
  first << 1, -1, 0, 0.5, 0, 0, 1, 0;
  network.neurons[0].layers = {first, Eigen::MatrixXd(Eigen::RowVector2d(3, -4))};
  CHECK(show(network, 1)
            .ends_with("       +0.52  if  3 h1.1 - 4 h1.2 >= 0\n"
                       "                h1.1  if  0.1 age - 0.2 bmi - 0.5 >= 0\n"
                       "                h1.2  if  1 sex >= 0\n"));
}

TEST_CASE("a linear model is a weighted sum of raw features: the largest effects first, the constant at the end") {
  network::Network network = example();
  network.neurons.clear();
  network.loss = "logistic";
  network.linear = Eigen::RowVector4d(1, -2, 0, 0.5);
  CHECK(show(network, 2) ==
        "binary linear model, logistic loss, beta 0.125\n"
        "class yes where f >= 0, else no\n"
        "f = sum of\n"
        "        -0.4  bmi\n"
        "        +0.1  age\n"
        "and 1 more\n"
        "        +4.5  always\n");
}
