/// \file  Baselines: what stands in for the derivative of a threshold unit.
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

namespace heaviside::baselines {

/// The derivatives of straight-through estimators [EGLP23, section 5], as functions of a unit's potential t.
enum class Surrogate {
  identity,     ///< 1
  relu,         ///< 1 where t > 0, else 0
  leaky_relu,   ///< 1 where t > 0, else 0.01
  clipped_relu  ///< 1 where 0 <= t <= 1, else 0
};

/// The words for the surrogates in options, by Surrogate.
inline const std::vector<std::string> surrogate_words = {"identity", "relu", "leaky-relu", "clipped-relu"};

/// The surrogate that one of surrogate_words names.
Surrogate surrogate_named(const std::string& word);

/// The surrogate derivatives at every potential. Local.
Eigen::MatrixXd slopes(Surrogate surrogate, const Eigen::MatrixXd& potentials);

}  // namespace heaviside::baselines
