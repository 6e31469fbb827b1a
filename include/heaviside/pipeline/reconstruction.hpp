/// \file  The pipeline's complete arrangements: three-layer networks from the closed form of the shattered program.
#pragma once

#include <memory>

#include "heaviside/arrangements/hyperplanes.hpp"
#include "heaviside/core/log.hpp"
#include "heaviside/core/signals.hpp"
#include "heaviside/pipeline/train_options.hpp"
#include "heaviside/pipeline/training_data.hpp"

namespace heaviside::pipeline {

/// Subnetworks of three layers whose patterns are, as far as the first layer allows, those of a network that is optimal
/// over all 0/1 vectors [EGLP23]: Convex-PI or Convex-SVM, as options.method says.
///
/// They share a first layer: options.layers[0] random units and one that is always on, whose weight in the last unit is
/// that unit's bias. Last units reproduce the nested patterns of the shattered program's output from the outputs H of
/// the first layer at the distinct rows (network/reconstruct.hpp). Where H has full row rank all are reproduced, and
/// the network over them is globally optimal. Says on stderr how many are.
///
/// \note Collective. PI: the root computes and broadcasts; SVM: ranks share the patterns, and what is
/// not done when time is up is left out.
std::unique_ptr<arrangements::HyperplaneSource> reconstructed_subnetworks(const core::Communicator& comm,
                                                                          const TrainingData& data,
                                                                          const TrainOptions& options,
                                                                          const core::StopWatcher& stop,
                                                                          core::Log& log);

}  // namespace heaviside::pipeline
