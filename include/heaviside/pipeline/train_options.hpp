/// \file  What a training run may be asked to do; the command line and the config file fill it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "heaviside/pipeline/run_request.hpp"

namespace heaviside::pipeline {

/// More rounds than are ever taken: refinement ends where rounds bring next to nothing.
inline constexpr std::int64_t refine_until_converged = 1'000'000;

/// As a number of patterns: every pattern that the data have.
inline constexpr std::int64_t all_patterns = 0;

/// Every field is an option of `heaviside train` of the same name; the values here are the defaults.
struct TrainOptions : RunRequest {
  std::int64_t patterns = 2000;      ///< hyperplanes drawn; equal patterns are kept once; or all_patterns
  std::vector<std::int64_t> layers;  ///< widths m_1..m_{L-2} of the inner layers; empty: two layers
  std::string method = "lasso";      ///< where patterns come from: drawn; or pi, svm: from the closed form

  std::optional<double> beta;  ///< absolute; otherwise beta_ratio of beta_max
  double beta_ratio = 0.05;
  std::string loss = "squared";
  std::string multiclass = "shared";   ///< neurons of more than two classes; or one-vs-rest: networks of their own
  std::string class_weight = "equal";  ///< or balanced: as if the two classes had equally many rows
  double huber_delta = 1;              ///< from which on Huber's loss is straight
  std::string solver = "auto";
  double gap = 1e-6;
  std::int64_t max_iterations = 100000;
  std::int64_t refine = refine_until_converged;  ///< rounds of refinement, at most; 0: off
  std::string certify = "bounds";

  bool resume = false;                        ///< goes on from the checkpoint in `out`
  std::optional<double> checkpoint_interval;  ///< seconds

  std::optional<std::string> save_dictionary;
  std::optional<std::string> load_dictionary;
  std::optional<std::string> warm_start;
};

/// Refuses what does not go together.
/// \throws core::InputError  on every rank, as the options are the same there. Local.
void refuse_contradictions(const TrainOptions& options);

}  // namespace heaviside::pipeline
