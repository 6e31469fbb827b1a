/// \file  What the steps of one training share.
#pragma once

#include <optional>

#include "checkpoints.hpp"
#include "heaviside/pipeline/monitor.hpp"
#include "heaviside/pipeline/prove.hpp"
#include "heaviside/pipeline/refine.hpp"
#include "heaviside/pipeline/train_options.hpp"
#include "run.hpp"

namespace heaviside::pipeline {

struct TrainingRun : Run {
  TrainingRun(const core::Communicator& ranks, const TrainOptions& asked,
              const nlohmann::ordered_json& effective_options, core::Log& messages)
      : Run(ranks, messages, asked, effective_options), options(asked) {}

  const TrainOptions& options;
  std::optional<SavedTraining> saved;      ///< what this run goes on from
  std::optional<Checkpoints> checkpoints;  ///< once the hyperplanes are there

  /// Of one of several runs on the same rows: where the dictionary of patterns that are drawn at random is kept for the
  /// next, and its last safe point is written.
  std::optional<dictionary::Dictionary>* drawn = nullptr;

  /// Whether it goes on from within or after a step.
  bool resumes(TrainingStep step) const { return saved && saved->step == step; }
};

/// Trains a network of one output, or of shared neurons, on data that are prepared, from the beginning or from
/// run.saved.
/// \note Collective.
network::Network train_on(TrainingRun& run, const TrainingData& data);

/// How extended dictionaries are solved. \param run, monitor  outlive the options
RefineOptions refine_options(const TrainingRun& run, Monitor& monitor);

/// The proof that --certify asks for: branch and bound over all patterns of the data, and what it finds.
/// \note Collective.
Refined certify(TrainingRun& run, const TrainingData& data, const certificate::GlobalDual& dual, Refined refined,
                arrangements::GrowingHyperplanes& hyperplanes, Monitor& monitor);

}  // namespace heaviside::pipeline
