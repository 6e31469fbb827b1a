/// \file  What a checkpoint of training holds, as a value and as bytes.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "heaviside/dictionary/dictionary.hpp"
#include "heaviside/pipeline/prove.hpp"
#include "heaviside/pipeline/refine.hpp"
#include "heaviside/report/trace.hpp"
#include "heaviside/solver/state.hpp"

namespace heaviside::pipeline {

/// The step that training was in.
enum class TrainingStep { solve, refine, prove };

/// Enough to go on to the same bits, on any number of ranks. Vectors over columns are whole, in the columns' order.
struct SavedTraining {
  nlohmann::json identity = nlohmann::json::object();  ///< what was asked, of which data: see training_identity
  std::string commit;                                  ///< of the program that wrote it
  double seconds = 0;                                  ///< that training took until then
  report::TraceState trace;
  double beta = 0;
  std::optional<double> beta_max;
  TrainingStep step = TrainingStep::solve;

  std::optional<solver::SolverState> solver;  ///< within the first solve, `columns` whole
  /// Of the dictionary's columns, weights x columns; none: the dictionary is the first, which options and data give.
  std::optional<Eigen::MatrixXd> hyperplanes;

  // Between rounds:
  Eigen::VectorXd w;
  double objective = 0;
  solver::Effort effort;
  std::int64_t rounds = 0;
  RefineEnd end = RefineEnd::none;
  RefineProgress refining;
  ProofProgress proof;
};

std::string to_bytes(const SavedTraining& saved);

/// \param name  of the file, for the error
/// \throws core::InputError  where the bytes are not of such a value
SavedTraining from_bytes(const std::string& bytes, const std::string& name);

/// This rank's share of a vector over the columns of D, with a group of numbers for each.
/// \throws core::InputError  on every rank, where its length is not D's
Eigen::VectorXd share_of(const Eigen::VectorXd& whole, const dictionary::Dictionary& D, Eigen::Index outputs);

}  // namespace heaviside::pipeline
