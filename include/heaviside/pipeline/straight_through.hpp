/// \file  The pipeline of a baseline: threshold networks trained by straight-through estimators, seeds spread over
/// ranks.
#pragma once

#include <cstdint>
#include <vector>

#include "heaviside/core/log.hpp"
#include "heaviside/pipeline/run_request.hpp"
#include "heaviside/report/record.hpp"

namespace heaviside::pipeline {

/// Every field is an option of `heaviside baseline ste` of the same name; the values here are the defaults, the paper's
/// [EGLP23, section 5].
struct StraightThroughOptions : RunRequest {
  std::string surrogate = "identity";  ///< one of baselines::surrogate_words
  std::vector<std::int64_t> layers;    ///< units of the hidden layers before the last one
  std::int64_t neurons = 1000;         ///< units of the last hidden layer
  std::optional<double> beta;          ///< absolute; otherwise beta_ratio of beta_max
  double beta_ratio = 0.05;
  std::int64_t epochs = 2000;
  double learning_rate = 0.01;
  std::string optimizer = "sgd";  ///< or adam
  std::int64_t batch_size = 0;    ///< rows a step; 0: all
  std::int64_t seeds = 1;         ///< networks to train, from first weights of seed, seed + 1, ...
};

/// Trains the networks, keeps the one of the smallest objective 1/2 ||f - y||^2 + beta ||w||_1 (w the weights of the
/// last layer, as in the convex program), and writes model.json, report.json and trace.csv as train() does.
///
/// beta_max is that of all 0/1 vectors, so it does not depend on the networks. The gaps are bounds over all 0/1
/// vectors: they hold for any number of layers.
///
/// \returns  the report, on every rank; its trials are the networks
/// \throws core::CollectiveError on every rank: bad data, an unwritable folder; core::NumericalError where every
///         network has come to NaN or infinity
/// \note Collective: each network is trained by one rank, so the result does not depend on their number.
report::RunRecord train_straight_through(const core::Communicator& comm, const StraightThroughOptions& options,
                                         const nlohmann::ordered_json& effective_options, core::Log& log);

}  // namespace heaviside::pipeline
