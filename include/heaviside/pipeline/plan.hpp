/// \file  What a training would take on how many ranks, without running it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "heaviside/core/communicator.hpp"
#include "heaviside/core/log.hpp"
#include "heaviside/pipeline/cost.hpp"
#include "heaviside/pipeline/train_options.hpp"

namespace heaviside::pipeline {

struct PlanOptions {
  std::optional<std::int64_t> ranks;  ///< that are wanted; else numbers of ranks are compared
  std::int64_t cells = 1;             ///< of a grid of such trainings
};

/// A number of ranks, and what training takes on it.
struct PlanLine {
  std::int64_t ranks = 1;
  double mib = 0;  ///< a rank, with program and data, where it is highest
  double seconds = 0;
  double efficiency = 1;  ///< seconds on one rank, over those of all ranks together
};

struct Plan {
  ProblemSize size;
  double features = 0;
  std::vector<PlanLine> lines;     ///< by growing number of ranks
  std::int64_t recommended = 1;    ///< the largest number that is at least half efficient
  std::int64_t group_size = 1;     ///< of a grid's groups, on the ranks that are wanted or else on all cores
  std::int64_t grid_ranks = 1;     ///< those ranks
  std::vector<std::string> waste;  ///< sentences
};

/// Reads the data, as training would, estimates beta_max from a few patterns, and predicts from there.
/// \throws core::CollectiveError (exit 2) on every rank: bad data or options, as training does
/// \note Collective: every rank plans the same.
Plan plan(const core::Communicator& comm, const TrainOptions& options, const PlanOptions& asked, core::Log& log);

/// A table and sentences.
std::string to_text(const Plan& plan, const PlanOptions& asked);

}  // namespace heaviside::pipeline
