/// \file  Pipeline step 1: from files to the matrix that the hyperplanes cut.
#pragma once

#include <Eigen/Core>
#include <optional>
#include <vector>

#include "heaviside/arrangements/exact_points.hpp"
#include "heaviside/core/communicator.hpp"
#include "heaviside/core/log.hpp"
#include "heaviside/data/dataset.hpp"
#include "heaviside/data/preprocess.hpp"
#include "heaviside/data/split.hpp"
#include "heaviside/data/target.hpp"
#include "heaviside/pipeline/data_request.hpp"

namespace heaviside::pipeline {

/// From raw features to the inputs of the first layer: standardised, dependent columns dropped, ones appended.
struct InputMap {
  data::Preprocessing preprocessing;
  std::vector<Eigen::Index> kept;  ///< of the d features, those that Z has
  bool bias = true;                ///< the last column of Z is one

  /// r.
  Eigen::Index columns() const { return static_cast<Eigen::Index>(kept.size()) + (bias ? 1 : 0); }

  /// Z, n x r. Local.
  Eigen::MatrixXd inputs(const Eigen::MatrixXd& X) const;
  void write_inputs(const Eigen::MatrixXd& X, Eigen::MatrixXd& Z) const;

  /// Weights over Z's columns (r) -> over all features and the bias, zero for dropped columns. Local.
  Eigen::VectorXd expand(const Eigen::VectorXd& weights) const;
};

/// What a run trains on and tests on; whole and identical on every rank.
struct TrainingData {
  data::Table train;
  data::Target target;  ///< of the training rows
  std::optional<data::Table> test;
  Eigen::VectorXd y_test;
  InputMap map;
  Eigen::MatrixXd Z;                ///< n x r, held once a node
  std::vector<std::int64_t> group;  ///< of each training row: equal rows share one
};

/// The training rows exactly: with a bias the features as they were read, without one the inputs, which standardising
/// has moved. Local.
arrangements::ExactPoints exact_points(const TrainingData& data);

/// Whether the inputs have every pattern of the features: the columns that were dropped depend on the others exactly,
/// as decimal numbers. Says so on stderr where they do but for rounding. \note Local, the same on every rank. Where
/// columns were dropped, an exact elimination of all rows.
bool has_every_pattern(const TrainingData& data, core::Log& log);

/// Reads, splits, interprets the labels and standardises.
/// \throws core::CollectiveError (exit 2) on every rank: bad data, or training rows of one label only.
/// \note Collective.
TrainingData prepare(const core::Communicator& comm, const DataRequest& request, core::Log& log);

/// For what knows networks of one output only.
/// \param what  the option or command that does not know more
/// \throws core::InputError  on every rank where there are more than two classes. Local.
void refuse_more_classes(const TrainingData& data, const std::string& what);

/// Some of the training rows to train on, the others to test on, standardised by the former alone.
/// \throws core::InputError  on every rank where the rows to train on have one label only
/// \note Collective.
TrainingData part(const core::Communicator& comm, const TrainingData& whole, const data::Split& rows,
                  const DataRequest& request);

}  // namespace heaviside::pipeline
