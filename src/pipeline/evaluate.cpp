#include "heaviside/pipeline/evaluate.hpp"

#include <cmath>

#include "heaviside/core/partition.hpp"
#include "heaviside/network/metrics.hpp"

namespace heaviside::pipeline {

using Eigen::MatrixXd;
using Eigen::VectorXd;

MatrixXd evaluate(const core::Communicator& comm, const network::Network& network, const MatrixXd& X) {
  const core::Range rows = core::share(X.rows(), comm.size(), comm.rank());
  const MatrixXd mine = network::evaluate(network, X.middleRows(rows.begin, rows.size()));
  MatrixXd F(X.rows(), mine.cols());
  for (Eigen::Index k = 0; k < F.cols(); ++k) {
    const auto all =
        comm.all_gather(std::span<const double>(mine.col(k).data(), static_cast<std::size_t>(mine.rows())));
    F.col(k) = Eigen::Map<const VectorXd>(all.data(), X.rows());
  }
  return F;
}

double penalty(const network::Network& network) {
  double norm = 0;
  for (const auto& neuron : network.neurons) norm += neuron.weight.norm();
  return norm;
}

Scores score(data::Task task, const MatrixXd& F, const VectorXd& y) {
  Scores scores;
  if (task == data::Task::regression) {
    scores.rmse = network::rmse(F.col(0), y);
  } else {
    scores.accuracy = network::accuracy(F, y);
    scores.balanced_accuracy = network::balanced_accuracy(F, y);
    if (F.cols() == 1) scores.auc = network::auc(F.col(0), y);
  }
  return scores;
}

}  // namespace heaviside::pipeline
