/// \file  The pipeline of a prediction: read a model and data -> evaluate -> measure -> write.
#pragma once

#include <optional>
#include <string>

#include "heaviside/core/log.hpp"
#include "heaviside/data/read.hpp"
#include "heaviside/pipeline/evaluate.hpp"

namespace heaviside::pipeline {

/// Every field is an option of `heaviside predict`; the values here are the defaults.
struct PredictOptions {
  std::string model;
  data::ReadOptions data;
  std::optional<double> split;  ///< only the rows that training held out with the same fraction and seed
  std::uint64_t seed = 0;
};

/// Outputs of a network at the rows of a file. Whole on every rank.
struct Prediction {
  std::vector<Eigen::Index> rows;      ///< of the file, from 0
  Eigen::MatrixXd output;              ///< f, rows x K
  std::vector<std::string> predicted;  ///< labels of the predicted classes; regression: empty
  std::vector<std::string> labels;     ///< as the file has them; empty where it has none
  Scores scores;                       ///< empty without labels
  std::vector<std::string> outputs{};  ///< what f is of: with more than two classes their labels, else empty
};

/// \throws core::CollectiveError (exit 2) on every rank: a bad model or bad data, or data with other features than the
/// model's.
/// \note Collective.
Prediction predict(const core::Communicator& comm, const PredictOptions& options, core::Log& log);

/// A line a row: row, output (with more than two classes "output CLASS" of each), and predicted and label where there
/// are such. Every number reads back as the same double.
/// Local.
std::string to_csv(const Prediction& prediction);

/// The scores, one a line; empty where there are none. Local.
std::string to_text(const Scores& scores);

}  // namespace heaviside::pipeline
