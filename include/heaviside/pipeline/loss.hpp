/// \file  Pipeline step 4: the loss that a run was asked for, of the data's targets.
#pragma once

#include "heaviside/pipeline/train_options.hpp"
#include "heaviside/pipeline/training_data.hpp"
#include "heaviside/solver/losses.hpp"

namespace heaviside::pipeline {

/// The loss of the training rows, a sum over the outputs. With K balanced classes a row weighs n / (K m), m the rows of
/// its class, so that each class weighs n / K; times its own weight, where it has one. Of K > 2 classes the output of a
/// row's class is to be 1 there, the others -1 / (K - 1), or with the losses of signs -1. \throws core::InputError  for
/// a loss, or weights, of classes where the task is regression \note Local, the same on every rank.
solver::Loss make_loss(const TrainOptions& options, const TrainingData& data);

/// The same loss of any labels in the terms of the target, balanced among themselves. Local.
/// \param weights  of the rows, or empty
solver::Loss make_loss(const TrainOptions& options, const data::Target& target, const Eigen::VectorXd& y,
                       const Eigen::VectorXd& weights);

}  // namespace heaviside::pipeline
