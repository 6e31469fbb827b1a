#include "heaviside/baselines/descent.hpp"

#include <cmath>

namespace heaviside::baselines {
namespace {

constexpr double mean_decay = 0.9;
constexpr double square_decay = 0.999;
constexpr double smallest_scale = 1e-8;
constexpr double least_improvement = 1e-4;  // relative

Weights zeros_like(const Weights& weights) {
  Weights zeros;
  for (const auto& W : weights) zeros.emplace_back(Eigen::MatrixXd::Zero(W.rows(), W.cols()));
  return zeros;
}

}  // namespace

Stepper::Stepper(Optimizer optimizer, const Weights& weights) : optimizer_(optimizer) {
  if (optimizer == Optimizer::adam) mean_ = square_ = zeros_like(weights);
}

void Stepper::step(Weights& weights, const Weights& gradient, double rate) {
  ++steps_;
  const double mean_weight = 1 - std::pow(mean_decay, steps_);
  const double square_weight = 1 - std::pow(square_decay, steps_);
  for (std::size_t l = 0; l < weights.size(); ++l) {
    const auto G = gradient[l].array();
    if (optimizer_ == Optimizer::sgd) {
      weights[l].array() -= rate * G;
      continue;
    }
    mean_[l].array() = mean_decay * mean_[l].array() + (1 - mean_decay) * G;
    square_[l].array() = square_decay * square_[l].array() + (1 - square_decay) * G.square();
    const auto scale = (square_[l].array() / square_weight).sqrt() + smallest_scale;
    weights[l].array() -= rate * (mean_[l].array() / mean_weight) / scale;
  }
}

void PlateauRate::observe(double loss) {
  if (!begun_ || loss < best_ * (1 - least_improvement)) {
    best_ = loss;
    begun_ = true;
    bad_epochs_ = 0;
    return;
  }
  if (++bad_epochs_ <= patience_) return;
  rate_ /= 2;
  bad_epochs_ = 0;
}

}  // namespace heaviside::baselines
