#include "heaviside/baselines/dense_network.hpp"

#include <cmath>

#include "heaviside/core/random.hpp"

namespace heaviside::baselines {

using Eigen::Index;
using Eigen::MatrixXd;

namespace {

MatrixXd random_layer(std::uint64_t seed, std::uint64_t layer, Index inputs, Index units) {
  MatrixXd W(inputs, units);
  const double bound = 1 / std::sqrt(static_cast<double>(inputs));
  for (Index k = 0; k < W.size(); ++k) {
    const auto position = static_cast<std::uint64_t>(k);
    W.data()[k] = bound * (2 * core::uniform(seed, core::stream::dense_weights, layer, position) - 1);
  }
  return W;
}

/// The gradient of decay ||W||_F.
MatrixXd decay_gradient(const MatrixXd& W, double decay) {
  const double norm = W.norm();
  return norm > 0 ? MatrixXd(decay / norm * W) : MatrixXd::Zero(W.rows(), W.cols());
}

}  // namespace

Weights random_weights(std::uint64_t seed, Index inputs, const std::vector<std::int64_t>& hidden, Index outputs) {
  Weights weights;
  for (const std::int64_t units : hidden) {
    weights.push_back(random_layer(seed, weights.size(), inputs, units));
    inputs = units;
  }
  weights.push_back(random_layer(seed, weights.size(), inputs, outputs));
  return weights;
}

Activations forward(const Weights& weights, const MatrixXd& Z) {
  Activations at;
  at.inputs.push_back(Z);
  for (std::size_t l = 0; l + 1 < weights.size(); ++l) {
    at.potentials.emplace_back(at.inputs.back() * weights[l]);
    at.inputs.emplace_back((at.potentials.back().array() >= 0).cast<double>());
  }
  at.output = at.inputs.back() * weights.back();
  return at;
}

double loss(const Weights& weights, const MatrixXd& output, const MatrixXd& Y, double decay) {
  double norms = 0;
  for (const auto& W : weights) norms += W.norm();
  return (output - Y).squaredNorm() / (2 * static_cast<double>(Y.rows())) + decay * norms;
}

Weights gradient(const Weights& weights, const Activations& at, const MatrixXd& Y, double decay, Surrogate surrogate) {
  Weights G(weights.size());
  MatrixXd delta = (at.output - Y) / static_cast<double>(Y.rows());  // of the loss by each unit's potential
  for (std::size_t l = weights.size(); l-- > 0;) {
    G[l] = at.inputs[l].transpose() * delta + decay_gradient(weights[l], decay);
    if (l == 0) break;
    delta = MatrixXd(delta * weights[l].transpose()).cwiseProduct(slopes(surrogate, at.potentials[l - 1]));
  }
  return G;
}

}  // namespace heaviside::baselines
