#include "heaviside/pipeline/make_network.hpp"

namespace heaviside::pipeline {

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
  for (Eigen::Index k = 0; k < support.weights.size(); ++k) {
    network.neurons.push_back({{data.map.expand(support.hyperplanes.col(k)).transpose()}, support.weights[k]});
  }
  return network;
}

}  // namespace heaviside::pipeline
