/// \file  Runs again what a report tells of, and compares the networks.
#pragma once

#include <string>
#include <vector>

#include "heaviside/pipeline/grid_method.hpp"

namespace heaviside::pipeline {

struct RerunOptions {
  std::string report;  ///< report.json, with model.json beside it
  std::string out;     ///< folder for the files of the new run
};

struct RerunResult {
  bool same_data = false;            ///< the data have the checksum that the report tells
  bool same_model = false;           ///< both model.json have the same bytes
  std::vector<std::string> changed;  ///< of program and machine: "commit: 1a2b -> 3c4d"
  core::ExitCode outcome = core::ExitCode::reached;
};

/// The options that a report tells, as a grid or config file would give them: those that differ from the defaults of
/// the method, without where results went. Local.
core::OptionTable::Settings reported_settings(const nlohmann::ordered_json& options, core::OptionTable& defaults);

/// \returns  the same on every rank; `outcome` is `stopped` where data or networks differ, else that of the run
/// \throws core::CollectiveError on every rank: a file that is no report, or whose options this program does not have;
///         what the run throws
/// \note Collective.
RerunResult rerun(const core::Communicator& comm, const RerunOptions& options, GridMethods methods, core::Log& log);

/// What is the same and what is not.
std::string to_text(const RerunResult& result);

}  // namespace heaviside::pipeline
