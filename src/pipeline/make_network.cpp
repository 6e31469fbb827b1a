#include "heaviside/pipeline/make_network.hpp"

namespace heaviside::pipeline {
namespace {

/// Units over Z's columns, as units over all features and the bias.
Eigen::MatrixXd expand_rows(const InputMap& map, const Eigen::MatrixXd& units) {
  Eigen::MatrixXd expanded(units.rows(), map.preprocessing.mean.size() + (map.bias ? 1 : 0));
  for (Eigen::Index unit = 0; unit < units.rows(); ++unit) expanded.row(unit) = map.expand(units.row(unit).transpose());
  return expanded;
}

}  // namespace

network::Network make_network(const TrainingData& data, double beta) {
  network::Network network;
  network.task = data.target.task;
  network.beta = beta;
  network.features = data.train.features;
  network.classes = data.target.classes;
  network.preprocessing = data.map.preprocessing;
  network.bias = data.map.bias;
  network.encoding = data.train.encoding;
  return network;
}

network::Network make_network(const TrainingData& data, const TrainOptions& options, double beta,
                              const network::Support& support) {
  network::Network network = make_network(data, beta);
  network.loss = options.loss;
  network.huber_delta = options.huber_delta;
  network.class_weight = options.class_weight;
  network.sample_weight = data.train.weights.size() > 0;
  for (Eigen::Index k = 0; k < support.weights.cols(); ++k) {
    auto layers = support.shape.layers(support.hyperplanes.col(k));
    layers.front() = expand_rows(data.map, layers.front());
    network.neurons.push_back({std::move(layers), support.weights.col(k)});
  }
  return network;
}

}  // namespace heaviside::pipeline
