/// \file  The pipeline of a training run: sample -> assemble -> solve -> certify -> gather -> report.
#pragma once

#include "heaviside/core/errors.hpp"
#include "heaviside/core/log.hpp"
#include "heaviside/pipeline/train_options.hpp"
#include "heaviside/report/record.hpp"

namespace heaviside::pipeline {

/// Trains a network, and writes model.json, report.json and trace.csv to options.out where that is given.
///
/// \param effective_options  what the report says that the run was asked
/// \returns  the report, on every rank; a run that stops early is a status of it, not an error
/// \throws core::CollectiveError on every rank: bad data, an unwritable folder; NaN or infinity in the solver, after a
///         report with status numerical_error is written
/// \note Collective.
report::RunRecord train(const core::Communicator& comm, const TrainOptions& options,
                        const nlohmann::ordered_json& effective_options, core::Log& log);

/// What the program returns for a run that ended so.
core::ExitCode exit_code(report::Status status);

}  // namespace heaviside::pipeline
