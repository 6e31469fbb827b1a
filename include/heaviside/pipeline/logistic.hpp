/// \file  The pipeline of a baseline: logistic regression on the features themselves.
#pragma once

#include <cstdint>

#include "heaviside/core/log.hpp"
#include "heaviside/pipeline/run_request.hpp"
#include "heaviside/report/record.hpp"

namespace heaviside::pipeline {

/// Every field is an option of `heaviside baseline logistic` of the same name; the values here are the defaults.
struct LogisticRequest : RunRequest {
  std::string penalty = "l2";  ///< or l1
  double beta = 1;             ///< absolute: of beta/2 ||w||_2^2, or of beta ||w||_1; the bias is free
  double gap = 1e-6;           ///< relative duality gap
  std::int64_t max_iterations = 1000;
};

/// Solves the convex program of baselines::LogisticProblem to the gap, and writes a linear model, report.json and
/// trace.csv as train() does; restricted_gap is the duality gap of that program. Of more than two classes each has a
/// program of its own, the class against the rest: objective and gap are of their sum, a round of the trace is a class.
///
/// \throws core::CollectiveError on every rank: bad data, another task than classes, an unwritable folder
/// \note Collective.
report::RunRecord train_logistic(const core::Communicator& comm, const LogisticRequest& request,
                                 const nlohmann::ordered_json& effective_options, core::Log& log);

}  // namespace heaviside::pipeline
