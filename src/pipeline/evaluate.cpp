#include "heaviside/pipeline/evaluate.hpp"

#include <cmath>

#include "heaviside/core/partition.hpp"
#include "heaviside/network/metrics.hpp"

namespace heaviside::pipeline {

using Eigen::VectorXd;

VectorXd evaluate(const core::Communicator& comm, const network::Network& network, const Eigen::MatrixXd& X) {
  const core::Range rows = core::share(X.rows(), comm.size(), comm.rank());
  const VectorXd mine = network::evaluate(network, X.middleRows(rows.begin, rows.size()));
  const auto all = comm.all_gather(std::span<const double>(mine.data(), static_cast<std::size_t>(mine.size())));
  return Eigen::Map<const VectorXd>(all.data(), X.rows());
}

double l1_norm(const network::Network& network) {
  double norm = 0;
  for (const auto& neuron : network.neurons) norm += std::abs(neuron.weight);
  return norm;
}

Scores score(data::Task task, const VectorXd& f, const VectorXd& y) {
  Scores scores;
  if (task == data::Task::regression) {
    scores.rmse = network::rmse(f, y);
  } else {
    scores.accuracy = network::accuracy(f, y);
    scores.balanced_accuracy = network::balanced_accuracy(f, y);
    scores.auc = network::auc(f, y);
  }
  return scores;
}

}  // namespace heaviside::pipeline
