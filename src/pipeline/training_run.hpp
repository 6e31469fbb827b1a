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

  /// Whether it goes on from within or after a step.
  bool resumes(TrainingStep step) const { return saved && saved->step == step; }
};

/// How extended dictionaries are solved. \param run, monitor  outlive the options
RefineOptions refine_options(const TrainingRun& run, Monitor& monitor);

/// The proof that --certify asks for: branch and bound over all patterns of the data, and what it finds.
/// \note Collective.
Refined certify(TrainingRun& run, const TrainingData& data, const certificate::GlobalDual& dual, Refined refined,
                arrangements::GrowingHyperplanes& hyperplanes, Monitor& monitor);

}  // namespace heaviside::pipeline
