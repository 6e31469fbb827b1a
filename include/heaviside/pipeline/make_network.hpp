/// \file  The pipeline's result: a support over Z becomes a network over raw features.
#pragma once

#include "heaviside/network/gather.hpp"
#include "heaviside/network/threshold_network.hpp"
#include "heaviside/pipeline/train_options.hpp"
#include "heaviside/pipeline/training_data.hpp"

namespace heaviside::pipeline {

/// A network without neurons, for the squared loss: with preprocessing, names and classes. Local.
network::Network make_network(const TrainingData& data, double beta);

/// The network of a support, complete in itself: with loss, preprocessing, names and classes. Local.
network::Network make_network(const TrainingData& data, const TrainOptions& options, double beta,
                              const network::Support& support);

}  // namespace heaviside::pipeline
