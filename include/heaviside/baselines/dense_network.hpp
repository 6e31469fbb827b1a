/// \file  Baselines: a fully connected threshold network, its loss, and the gradient that straight-through estimators
/// take for the loss's.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "heaviside/baselines/surrogate.hpp"

namespace heaviside::baselines {

/// The matrices of a network, from the first layer on: inputs x units each; the last has one column an output.
///
///     f(z) = h_L' W_L,   h_0 = z,   h_{l+1} = 1{h_l' W_l >= 0}
using Weights = std::vector<Eigen::MatrixXd>;

/// Every entry uniform in (-1, 1) / sqrt(inputs), a function of (seed, layer, position) alone.
///
/// \param inputs  of the first layer
/// \param hidden  units of each hidden layer
/// \note Local.
Weights random_weights(std::uint64_t seed, Eigen::Index inputs, const std::vector<std::int64_t>& hidden,
                       Eigen::Index outputs);

/// What a network computes at some rows.
struct Activations {
  std::vector<Eigen::MatrixXd> inputs;      ///< of every layer: Z, then zeros and ones; n x inputs
  std::vector<Eigen::MatrixXd> potentials;  ///< of every hidden layer, n x units
  Eigen::MatrixXd output;                   ///< n x outputs
};

/// \param Z  n x inputs of the first layer. Local.
Activations forward(const Weights& weights, const Eigen::MatrixXd& Z);

/// The loss that is descended: ||f - Y||^2 / (2 rows) + decay sum_l ||W_l||_F, norms not squared. Local.
double loss(const Weights& weights, const Eigen::MatrixXd& output, const Eigen::MatrixXd& Y, double decay);

/// The straight-through gradient of loss(): the chain rule with surrogate slopes for the derivatives of the thresholds,
/// a matrix a layer. A zero matrix W_l has the subgradient 0.
/// \note Local. Two products of the size of forward()'s.
Weights gradient(const Weights& weights, const Activations& at, const Eigen::MatrixXd& Y, double decay,
                 Surrogate surrogate);

}  // namespace heaviside::baselines
