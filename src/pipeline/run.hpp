/// \file  What the steps of one run share, and the files that it leaves.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "heaviside/core/communicator.hpp"
#include "heaviside/core/log.hpp"
#include "heaviside/core/signals.hpp"
#include "heaviside/core/stage.hpp"
#include "heaviside/network/threshold_network.hpp"
#include "heaviside/pipeline/monitor.hpp"
#include "heaviside/pipeline/run_request.hpp"
#include "heaviside/pipeline/training_data.hpp"
#include "heaviside/report/record.hpp"
#include "heaviside/report/trace.hpp"
#include "heaviside/solver/problem.hpp"

namespace heaviside::pipeline {

struct Run {
  /// \param effective_options  what the report says that the run was asked
  Run(const core::Communicator& ranks, core::Log& messages, const RunRequest& asked,
      const nlohmann::ordered_json& effective_options)
      : comm(ranks), log(messages), out(asked.out), checkpointed(asked.checkpoints), stop(asked.time_limit) {
    record.seed = asked.seed;
    record.options = effective_options;
  }

  const core::Communicator& comm;
  core::Log& log;
  std::optional<std::string> out;
  bool checkpointed;
  core::Stopwatch clock;
  core::StopWatcher stop;
  report::RunRecord record;
  std::optional<report::TraceWriter> trace;

  std::filesystem::path file(const char* name) const { return std::filesystem::path(*out) / name; }
};

/// Before the work: a folder that cannot be written to would lose what is saved after it.
/// \throws core::CollectiveError on every rank
/// \note Collective.
void create_results_folder(const Run& run);

/// Begins trace.csv, once nothing is left to refuse: the trace of an earlier run ends here, save the rows of `kept`;
/// where these were damaged, that is told, and they are lost.
/// \throws core::CollectiveError on every rank where it cannot be opened
/// \note Collective.
void open_trace(Run& run, const report::TraceState& kept = {});

/// What is known of the data before anything is trained. Local.
void record_data(Run& run, const TrainingData& data);

/// How a solver's end is reported: optimal over the dictionary, at best.
report::Status report_status(solver::Status status);

/// Objective, gaps, bounds and sizes of the solution over D. Local, the same on every rank.
void record_point(Run& run, const dictionary::Dictionary& D, const solver::Solution& solution,
                  const GlobalBounds& bounds);

/// Measures the very network that is written, on training and test rows.
/// \note Collective: ranks share the rows.
void record_scores(Run& run, const TrainingData& data, const network::Network& network);

/// Writes model.json, where results are kept.
/// \note Collective.
void write_network(const Run& run, const network::Network& network);

/// Ends the trace and writes report.json.
/// \note Collective.
void write_report(Run& run);

/// Runs a pipeline and writes its report, also where NaN or infinity ended it, with that status.
/// \note Collective.
void run_and_report(Run& run, const std::function<void()>& pipeline);

}  // namespace heaviside::pipeline
