/// \file  The pipeline's products measured: a network's outputs, and how well they fit labels.
#pragma once

#include <Eigen/Core>
#include <optional>

#include "heaviside/core/communicator.hpp"
#include "heaviside/network/threshold_network.hpp"

namespace heaviside::pipeline {

/// f at every row of X (n x d, raw, whole on every rank), n x K, whole on every rank: the same bits on any number of
/// ranks.
/// \note Collective: each rank evaluates its share of the rows; gathers n K doubles.
Eigen::MatrixXd evaluate(const core::Communicator& comm, const network::Network& network, const Eigen::MatrixXd& X);

/// What beta weighs: sum_j ||w_j||_2 of a network's output weights, with one output ||w||_1. Local.
double penalty(const network::Network& network);

/// How well outputs fit labels; what does not apply to the task, or is undefined, is absent.
struct Scores {
  std::optional<double> accuracy, balanced_accuracy, auc, rmse;
};

/// \param F  n x K, n >= 1
/// \param y  of length n, in the terms of data::Target. Local.
Scores score(data::Task task, const Eigen::MatrixXd& F, const Eigen::VectorXd& y);

}  // namespace heaviside::pipeline
