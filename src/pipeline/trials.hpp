/// \file  Networks that are trained side by side from different seeds, one a rank, and the best of them.
#pragma once

#include <Eigen/Core>
#include <optional>
#include <vector>

#include "heaviside/baselines/straight_through.hpp"
#include "heaviside/pipeline/straight_through.hpp"
#include "heaviside/pipeline/training_data.hpp"
#include "run.hpp"

namespace heaviside::pipeline {

/// What was trained, the same on every rank.
struct Trained {
  baselines::Weights weights;         ///< of the trial with the smallest objective
  std::vector<report::Trial> trials;  ///< in the order of their seeds; fewer than asked for where time was up
  std::size_t best = 0;               ///< in trials
  core::StopReason stopped = core::StopReason::none;
};

/// Trains options.seeds networks, as many at a time as there are ranks. Progress and trace come at every stride-th
/// epoch; seconds in the trace are those of the training of that network alone.
///
/// \throws core::NumericalError on every rank where no network has a finite objective
/// \note Collective: a small maximum an epoch.
Trained run_trials(Run& run, const StraightThroughOptions& options, double beta, double shattered,
                   const TrainingData& data);

}  // namespace heaviside::pipeline
