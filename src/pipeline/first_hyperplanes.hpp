/// \file  Pipeline step 2: where the first dictionary's hyperplanes come from.
#pragma once

#include <memory>

#include "heaviside/arrangements/hyperplanes.hpp"
#include "heaviside/pipeline/train_options.hpp"
#include "heaviside/pipeline/training_data.hpp"
#include "run.hpp"

namespace heaviside::pipeline {

struct FirstHyperplanes {
  std::unique_ptr<arrangements::HyperplaneSource> source;
  bool complete = false;  ///< they make every pattern of the data
  bool drawn = false;     ///< at random, whatever the labels
};

/// Those of a saved dictionary, all that the data have, the optimal ones where a closed form gives them, or else
/// `patterns` drawn at random.
/// \throws core::CollectiveError (exit 2) on every rank: a saved dictionary that cannot be read, or too many to list
/// all \note Collective.
FirstHyperplanes choose_hyperplanes(Run& run, const TrainOptions& options, const TrainingData& data);

}  // namespace heaviside::pipeline
