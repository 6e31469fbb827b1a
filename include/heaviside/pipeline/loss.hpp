/// \file  Pipeline step 4: the loss that a run was asked for, of the data's targets.
#pragma once

#include "heaviside/pipeline/train_options.hpp"
#include "heaviside/pipeline/training_data.hpp"
#include "heaviside/solver/losses.hpp"

namespace heaviside::pipeline {

/// The loss of the training rows; with balanced classes a row weighs n / (2 m), m the rows of its class, so that both
/// classes weigh n / 2.
/// \throws core::InputError  for a loss, or weights, of two classes where the task is another
/// \note Local, the same on every rank.
solver::Loss make_loss(const TrainOptions& options, const TrainingData& data);

/// The same loss of any labels, their own weights included. Local.
solver::Loss make_loss(const TrainOptions& options, const Eigen::VectorXd& y);

}  // namespace heaviside::pipeline
