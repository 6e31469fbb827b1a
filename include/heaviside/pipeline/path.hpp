/// \file  The pipeline of a path: one dictionary, many betas, each from the solution before; and which to take.
#pragma once

#include "heaviside/core/log.hpp"
#include "heaviside/pipeline/train_options.hpp"
#include "heaviside/report/record.hpp"

namespace heaviside::pipeline {

/// Every field is an option of `heaviside path` of the same name; the values here are the defaults. Of TrainOptions a
/// path has no fields of refinement and proof.
struct PathOptions : TrainOptions {
  std::int64_t betas = 100;  ///< from beta_max to smallest_ratio beta_max, in geometric progression
  double smallest_ratio = 0.01;
  std::int64_t folds = 5;            ///< of cross-validation; 0: none, and the smallest beta is taken
  std::optional<double> validation;  ///< this fraction of the training rows, held out once, instead of folds
  std::string criterion = "auto";    ///< error (two classes), or loss: of the held-out rows
  std::string rule = "one-se";       ///< or best

  PathOptions() {
    refine = 0;
    certify = "off";
  }
};

/// Solves the convex program at every beta, each from the solution before, over one dictionary of sampled patterns.
/// Betas are compared on rows that were held out: each fold has a dictionary and a standardisation of its own and betas
/// in proportion to its rows. The network of the chosen beta, trained on all training rows, is written to model.json,
/// report.json tells of it, path.csv has a line a beta, and trace.csv too as they are solved. Test rows take no part in
/// the choice.
///
/// \param effective_options  what the report says that the run was asked
/// \returns  the report, on every rank; the choice is the report's selection
/// \throws core::CollectiveError on every rank: bad data, an unwritable folder
/// \note Collective.
report::RunRecord train_path(const core::Communicator& comm, const PathOptions& options,
                             const nlohmann::ordered_json& effective_options, core::Log& log);

}  // namespace heaviside::pipeline
