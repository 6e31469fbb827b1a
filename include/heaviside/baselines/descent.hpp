/// \file  Baselines: steps along gradients, and their length.
#pragma once

#include <cstdint>

#include "heaviside/baselines/dense_network.hpp"

namespace heaviside::baselines {

enum class Optimizer { sgd, adam };

/// Moves weights along gradients.
///
///     sgd:   W <- W - rate G
///     adam:  W <- W - rate m^ / (sqrt(v^) + 1e-8), with m <- 0.9 m + 0.1 G, v <- 0.999 v + 0.001 G^2 and
///            m^ = m / (1 - 0.9^t), v^ = v / (1 - 0.999^t) [KB15, algorithm 1]
class Stepper {
 public:
  Stepper(Optimizer optimizer, const Weights& weights);

  /// Local.
  void step(Weights& weights, const Weights& gradient, double rate);

 private:
  Optimizer optimizer_;
  std::int64_t steps_ = 0;
  Weights mean_, square_;  // m and v
};

/// Halves a learning rate where a loss no longer falls: after more than `patience` epochs in a row none of which was
/// below the best one by a relative 1e-4.
class PlateauRate {
 public:
  explicit PlateauRate(double rate, std::int64_t patience = 10) : rate_(rate), patience_(patience) {}

  double rate() const { return rate_; }

  /// Takes in the loss of an epoch. Local.
  void observe(double loss);

 private:
  double rate_;
  std::int64_t patience_;
  std::int64_t bad_epochs_ = 0;
  bool begun_ = false;
  double best_ = 0;
};

}  // namespace heaviside::baselines
