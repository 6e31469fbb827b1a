/// \file  The pipeline's products measured: a network's outputs, and how well they fit labels.
#pragma once

#include <Eigen/Core>
#include <optional>

#include "heaviside/core/communicator.hpp"
#include "heaviside/network/threshold_network.hpp"

namespace heaviside::pipeline {

/// f at every row of X (n x d, raw, whole on every rank), whole on every rank: the same bits on any number of ranks.
/// \note Collective: each rank evaluates its share of the rows; gathers n doubles.
Eigen::VectorXd evaluate(const core::Communicator& comm, const network::Network& network, const Eigen::MatrixXd& X);

/// ||w||_1 of a network's output weights w. Local.
double l1_norm(const network::Network& network);

/// How well outputs fit labels; what does not apply to the task, or is undefined, is absent.
struct Scores {
  std::optional<double> accuracy, balanced_accuracy, auc, rmse;
};

/// \param f, y  of length n >= 1. Local.
Scores score(data::Task task, const Eigen::VectorXd& f, const Eigen::VectorXd& y);

}  // namespace heaviside::pipeline
