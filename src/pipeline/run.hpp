/// \file  What the steps of one run share, and the files that it leaves.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "heaviside/core/communicator.hpp"
#include "heaviside/core/log.hpp"
#include "heaviside/core/signals.hpp"
#include "heaviside/core/stage.hpp"
#include "heaviside/network/threshold_network.hpp"
#include "heaviside/pipeline/training_data.hpp"
#include "heaviside/report/record.hpp"
#include "heaviside/report/trace.hpp"

namespace heaviside::pipeline {

struct Run {
  /// \param folder      of the results; none: nothing is written
  /// \param time_limit  seconds
  Run(const core::Communicator& ranks, core::Log& messages, std::optional<std::string> folder,
      std::optional<double> time_limit)
      : comm(ranks), log(messages), out(std::move(folder)), stop(time_limit) {}

  const core::Communicator& comm;
  core::Log& log;
  std::optional<std::string> out;
  core::Stopwatch clock;
  core::StopWatcher stop;
  report::RunRecord record;
  std::optional<report::TraceWriter> trace;

  std::filesystem::path file(const char* name) const { return std::filesystem::path(*out) / name; }
};

/// Begins trace.csv, once nothing is left to refuse: the trace of an earlier run ends here.
/// \throws core::CollectiveError on every rank where it cannot be opened
/// \note Collective.
void open_trace(Run& run);

/// What is known of the data before anything is trained. Local.
void record_data(Run& run, const TrainingData& data);

/// Measures the very network that is written, on training and test rows.
/// \note Collective: ranks share the rows.
void record_scores(Run& run, const TrainingData& data, const network::Network& network);

/// Ends the trace and writes report.json.
/// \note Collective.
void write_report(Run& run);

}  // namespace heaviside::pipeline
