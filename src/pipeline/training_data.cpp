#include "heaviside/pipeline/training_data.hpp"

#include <numeric>

#include "heaviside/core/errors.hpp"
#include "heaviside/data/distinct_rows.hpp"
#include "heaviside/data/held_once.hpp"
#include "heaviside/data/read.hpp"
#include "heaviside/data/split.hpp"

namespace heaviside::pipeline {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

data::Task requested_task(const std::string& name) {
  if (name == "binary") return data::Task::binary;
  if (name == "multiclass") return data::Task::multiclass;
  if (name == "regression") return data::Task::regression;
  return data::Task::automatic;
}

/// Leaves some of the training rows to train on, and takes the others as test rows.
void hold_out(const core::Communicator& comm, const data::Split& rows, TrainingData& data) {
  const core::Nodes nodes(comm);
  data.test = data::select_rows(nodes, data.train, rows.test);
  data.y_test = data.target.y(rows.test);
  data.train = data::select_rows(nodes, data.train, rows.train);
  data.target.y = VectorXd(data.target.y(rows.train));
}

bool has_one_label(const TrainingData& data) { return data.target.y.maxCoeff() == data.target.y.minCoeff(); }

/// Holds out some rows, or reads the rows of another file as the training rows were read.
void set_test_rows(const core::Communicator& comm, const DataRequest& request, core::Log& log, TrainingData& data) {
  if (request.split) {
    hold_out(comm, data::split(data.train.X.rows(), *request.split, request.seed), data);
    if (has_one_label(data))
      throw core::InputError(data.train.name +
                             ": the rows that --split leaves to train on have one label only: hold out fewer rows, or "
                             "take another --seed");
  } else if (request.test) {
    data::ReadOptions reading = request.data;
    reading.source = *request.test;
    reading.like = &data.train.encoding;
    reading.labels_file.clear();
    reading.weights_file.clear();
    data.test = data::read_table(comm, reading, log);
    data.y_test = data::encode(*data.test, data.target.task, data.target.classes);
  }
}

void set_inputs(const core::Communicator& comm, const DataRequest& request, TrainingData& data) {
  data.map.bias = !request.no_bias;
  data.map.preprocessing = data::fit(data.train.X, request.standardize);
  data.map.kept = data::independent_columns(comm, data.train.X, data.map.preprocessing, data.map.bias);
  data.Z = data::held_once(core::Nodes(comm), data.train.X.rows(), data.map.columns(),
                           [&](auto& Z) { data.map.write_inputs(data.train.X, Z); });
  data.group = data::distinct_rows(data.train.X);
}

}  // namespace

MatrixXd InputMap::inputs(const MatrixXd& X) const {
  MatrixXd Z(X.rows(), columns());
  write_inputs(X, Z);
  return Z;
}

void InputMap::write_inputs(const MatrixXd& X, MatrixXd& Z) const {
  const auto features = static_cast<Index>(kept.size());
  for (Index k = 0; k < features; ++k) Z.col(k) = data::apply(X, preprocessing, kept[static_cast<std::size_t>(k)]);
  if (bias) Z.col(features).setOnes();
}

VectorXd InputMap::expand(const VectorXd& weights) const {
  const Index features = preprocessing.mean.size();
  VectorXd expanded = VectorXd::Zero(features + (bias ? 1 : 0));
  expanded(kept) = weights.head(static_cast<Index>(kept.size()));
  if (bias) expanded[features] = weights[weights.size() - 1];
  return expanded;
}

arrangements::ExactPoints exact_points(const TrainingData& data) {
  if (!data.map.bias) return {data.Z, false};
  return {data.train.X(Eigen::all, data.map.kept), true};
}

bool has_every_pattern(const TrainingData& data, core::Log& log) {
  const auto& X = data.train.X;
  const auto kept = static_cast<Index>(data.map.kept.size());
  if (kept == X.cols()) return true;
  const bool shifted = data.map.bias || !data.map.preprocessing.mean.isZero(0);
  const arrangements::ExactPoints points(X, shifted);
  std::vector<Index> columns(static_cast<std::size_t>(points.columns()));
  std::iota(columns.begin(), columns.end(), Index{0});
  const auto rank = static_cast<Index>(points.independent_columns(points.distinct(), columns).size());
  if (rank == kept + (shifted ? 1 : 0)) return true;
  log.warn(
      "columns that depend on others but for rounding were dropped, so optimality over all patterns is not "
      "claimed: round them, or leave them out of the data");
  return false;
}

TrainingData prepare(const core::Communicator& comm, const DataRequest& request, core::Log& log) {
  TrainingData data;
  data.train = data::read_table(comm, request.data, log);
  data.target = data::interpret(data.train, requested_task(request.task), log);
  set_test_rows(comm, request, log, data);
  set_inputs(comm, request, data);
  return data;
}

void refuse_more_classes(const TrainingData& data, const std::string& what) {
  if (data.target.outputs() == 1) return;
  throw core::InputError(
      data.train.name + ": " + std::to_string(data.target.classes.size()) + " classes, and " + what +
      " knows two: --classes makes two of them, as 0,1 or 3,rest; `train --multiclass one-vs-rest` trains each");
}

TrainingData part(const core::Communicator& comm, const TrainingData& whole, const data::Split& rows,
                  const DataRequest& request) {
  TrainingData data;
  data.train = whole.train;
  data.target = whole.target;
  hold_out(comm, rows, data);
  if (has_one_label(data))
    throw core::InputError(data.train.name +
                           ": the rows of a fold have one label only: take fewer folds, or another --seed");
  set_inputs(comm, request, data);
  return data;
}

}  // namespace heaviside::pipeline
