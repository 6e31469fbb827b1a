/// \file  Networks to test with. Local.
#pragma once

#include "heaviside/core/random.hpp"
#include "heaviside/network/threshold_network.hpp"

namespace test {

inline Eigen::MatrixXd random_matrix(Eigen::Index rows, Eigen::Index columns, std::uint64_t seed) {
  Eigen::MatrixXd matrix(rows, columns);
  heaviside::core::normals(seed, 7, 0, {matrix.data(), static_cast<std::size_t>(matrix.size())});
  return matrix;
}

/// `count` neurons on d features; `widths` are those of the inner layers.
inline heaviside::network::Network random_network(Eigen::Index d, std::size_t count, bool bias,
                                                  const std::vector<Eigen::Index>& widths = {}) {
  heaviside::network::Network network;
  network.task = heaviside::data::Task::binary;
  network.beta = 0.1;
  network.classes = {"no", "yes"};
  for (Eigen::Index k = 0; k < d; ++k) network.features.push_back("x" + std::to_string(k));
  network.encoding.columns = network.features;
  network.preprocessing = {random_matrix(d, 1, 1), random_matrix(d, 1, 2).cwiseAbs()};
  network.bias = bias;
  for (std::size_t j = 0; j < count; ++j) {
    heaviside::network::Neuron neuron;
    Eigen::Index inputs = network.inputs();
    std::uint64_t seed = 100 * (j + 1);
    for (const Eigen::Index width : widths) {
      neuron.layers.push_back(random_matrix(width, inputs, seed++));
      inputs = width;
    }
    neuron.layers.push_back(random_matrix(1, inputs, seed++));
    neuron.weight[0] = random_matrix(1, 1, seed)(0, 0);
    network.neurons.push_back(neuron);
  }
  return network;
}

}  // namespace test
