#include "heaviside/pipeline/reconstruction.hpp"

#include <string>

#include "heaviside/core/partition.hpp"
#include "heaviside/network/reconstruct.hpp"
#include "heaviside/pipeline/closed_form.hpp"

namespace heaviside::pipeline {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

void broadcast(const core::Communicator& comm, MatrixXd& matrix) {
  const Index rows = comm.broadcast(matrix.rows());
  const Index columns = comm.broadcast(matrix.cols());
  matrix.resize(rows, columns);
  comm.broadcast(std::span<double>(matrix.data(), static_cast<std::size_t>(matrix.size())));
}

/// Random units and, last, the one that is always on: units x r.
MatrixXd first_layer(const TrainingData& data, const TrainOptions& options) {
  const Index width = options.layers.front();
  const arrangements::SampledHyperplanes source(options.seed, data.Z.cols(), data.map.bias, width + 1);
  MatrixXd units(width + 1, data.Z.cols());
  for (Index unit = 0; unit < width; ++unit) units.row(unit) = source.weights(unit + 1);
  units.row(width) = source.weights(0);
  return units;
}

/// Weights and, in the last column, bias: a unit a row.
MatrixXd rows_of(const network::LastUnits& units) {
  MatrixXd rows(units.weights.cols(), units.weights.rows() + 1);
  rows.leftCols(units.weights.rows()) = units.weights.transpose();
  rows.rightCols(1) = units.bias;
  return rows;
}

/// The same on every rank: the root computes.
MatrixXd by_pseudo_inverse(const core::Communicator& comm, const MatrixXd& H, const MatrixXd& patterns) {
  MatrixXd units;
  comm.on_root([&] { units = rows_of(network::reconstruct_by_pseudo_inverse(H, patterns)); });
  broadcast(comm, units);
  return units;
}

/// The same on every rank: each solves its share of the patterns, until time is up; further units are never on.
MatrixXd by_svm(const core::Communicator& comm, const MatrixXd& H, const MatrixXd& patterns, std::uint64_t seed,
                const core::StopWatcher& stop) {
  const core::Range share = core::share(patterns.cols(), comm.size(), comm.rank());
  const std::int64_t most = core::share(patterns.cols(), comm.size(), 0).size();
  network::SvmOptions options;
  options.seed = seed;
  MatrixXd mine = MatrixXd::Zero(H.cols() + 1, share.size());
  mine.bottomRows(1).setConstant(-1);
  for (std::int64_t k = 0; k < most; ++k) {
    if (k < share.size())
      mine.col(k) = network::solve_svm(H, 2 * patterns.col(share.begin + k).array() - 1, options).weights;
    if (stop.ask(comm) != core::StopReason::none) break;
  }
  const auto all = comm.all_gather(std::span<const double>(mine.data(), static_cast<std::size_t>(mine.size())));
  return Eigen::Map<const MatrixXd>(all.data(), mine.rows(), patterns.cols()).transpose();
}

}  // namespace

std::unique_ptr<arrangements::HyperplaneSource> reconstructed_subnetworks(const core::Communicator& comm,
                                                                          const TrainingData& data,
                                                                          const TrainOptions& options,
                                                                          const core::StopWatcher& stop,
                                                                          core::Log& log) {
  OptimalPatterns optimal;
  comm.on_root([&] { optimal = optimal_patterns(data, options); });
  broadcast(comm, optimal.patterns);
  broadcast(comm, optimal.inputs);
  const MatrixXd first = first_layer(data, options);
  const MatrixXd H = arrangements::layer_outputs(optimal.inputs, std::span<const MatrixXd>(&first, 1));
  const MatrixXd random = H.leftCols(H.cols() - 1);
  MatrixXd last = options.method == "pi" ? by_pseudo_inverse(comm, random, optimal.patterns)
                                         : by_svm(comm, random, optimal.patterns, options.seed, stop);
  last.row(0) = Eigen::RowVectorXd::Unit(last.cols(), last.cols() - 1);  // on everywhere, off the training set too
  const MatrixXd made = arrangements::layer_outputs(H, std::span<const MatrixXd>(&last, 1));
  Index exact = 0;
  for (Index k = 0; k < made.cols(); ++k) exact += made.col(k) == optimal.patterns.col(k);
  log.note(std::to_string(exact) + " of the " + std::to_string(made.cols()) +
           " optimal patterns are reproduced exactly from " + std::to_string(options.layers.front()) +
           " first-layer units");
  return std::make_unique<arrangements::SharedFirstLayer>(first, last);
}

}  // namespace heaviside::pipeline
