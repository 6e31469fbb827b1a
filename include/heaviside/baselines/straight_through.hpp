/// \file  Baselines: training a threshold network by a straight-through estimator.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "heaviside/baselines/dense_network.hpp"
#include "heaviside/baselines/descent.hpp"

namespace heaviside::baselines {

struct DescentOptions {
  Surrogate surrogate = Surrogate::identity;
  Optimizer optimizer = Optimizer::sgd;
  std::vector<std::int64_t> hidden = {1000};  ///< units of each hidden layer
  double rate = 0.01;                         ///< of learning, halved on plateaus of the loss
  std::int64_t batch_size = 0;                ///< rows a step; 0: all
  double beta = 0;                            ///< the decay of loss() is beta / (2 n)
  std::uint64_t seed = 0;                     ///< of the first weights and of the batches
};

/// One network in training, epoch by epoch [EGLP23, section 5]. Local: no rank knows of another's.
class StraightThrough {
 public:
  /// \param Z  n x inputs, \param Y  n x outputs; both outlive this
  StraightThrough(const Eigen::MatrixXd& Z, const Eigen::MatrixXd& Y, const DescentOptions& options);

  /// A pass over all rows, and then the learning rate for the next. Batches are dealt out anew every epoch, as a
  /// function of (seed, epoch).
  void run_epoch();

  const Weights& weights() const { return weights_; }
  std::int64_t epochs() const { return epochs_; }
  double rate() const { return rate_.rate(); }

 private:
  double step_on(const Eigen::MatrixXd& Z, const Eigen::MatrixXd& Y);
  double step_on_batches();

  const Eigen::MatrixXd& Z_;
  const Eigen::MatrixXd& Y_;
  DescentOptions options_;
  Weights weights_;
  Stepper stepper_;
  PlateauRate rate_;
  std::int64_t epochs_ = 0;
};

}  // namespace heaviside::baselines
