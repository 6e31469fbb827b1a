#include "heaviside/pipeline/straight_through.hpp"

#include "heaviside/certificate/bounds.hpp"
#include "heaviside/pipeline/evaluate.hpp"
#include "heaviside/pipeline/make_network.hpp"
#include "heaviside/pipeline/monitor.hpp"
#include "run.hpp"
#include "trials.hpp"

namespace heaviside::pipeline {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

void choose_beta(Run& run, const StraightThroughOptions& options, const TrainingData& data) {
  run.record.beta_max = certificate::largest_over_vectors(data.target.y, data.group);
  run.record.beta = options.beta.value_or(options.beta_ratio * *run.record.beta_max);
}

/// Each unit of the last hidden layer as a neuron, with the layers before it for its own.
network::Network make_dense_network(const TrainingData& data, double beta, const baselines::Weights& weights) {
  network::Network network = make_network(data, beta);
  std::vector<MatrixXd> layers;  // units x inputs
  for (std::size_t l = 0; l + 1 < weights.size(); ++l) layers.emplace_back(weights[l].transpose());
  const MatrixXd first = layers[0];
  layers[0].resize(first.rows(), network.inputs());
  for (Eigen::Index unit = 0; unit < first.rows(); ++unit) layers[0].row(unit) = data.map.expand(first.row(unit));
  const MatrixXd last = layers.back();
  for (Eigen::Index unit = 0; unit < last.rows(); ++unit) {
    layers.back() = last.row(unit);
    network.neurons.push_back({layers, VectorXd::Constant(1, weights.back()(unit, 0))});
  }
  return network;
}

report::Status status_of(core::StopReason stopped) {
  switch (stopped) {
    case core::StopReason::time_limit:
      return report::Status::time_limit;
    case core::StopReason::signal:
      return report::Status::interrupted;
    case core::StopReason::none:
      break;
  }
  return report::Status::finished;
}

void record_network(Run& run, const TrainingData& data, const network::Network& network, double shattered) {
  auto& record = run.record;
  const VectorXd f = evaluate(run.comm, network, data.train.X);
  record.objective = 0.5 * (f - data.target.y).squaredNorm() + record.beta * penalty(network);
  record.neurons = static_cast<std::int64_t>(network.neurons.size());
  record.global_lower_bound = shattered;
  record.bounded_global_gap = relative_gap(record.objective, shattered);
  record.certified_global_gap = record.bounded_global_gap;
}

void run_pipeline(Run& run, const StraightThroughOptions& options) {
  const TrainingData data = prepare(run.comm, options, run.log);
  refuse_more_classes(data, "a network trained by straight-through estimators");
  record_data(run, data);
  create_results_folder(run);
  open_trace(run);
  choose_beta(run, options, data);
  const double shattered = certificate::GlobalDual(data.target.y, data.group, run.record.beta).shattered();
  const core::Stopwatch watch;
  const Trained trained = run_trials(run, options, run.record.beta, shattered, data);
  run.record.seconds_solve = run.comm.max(watch.seconds());
  run.record.status = status_of(trained.stopped);
  run.record.trials = trained.trials;
  run.record.iterations = trained.trials[trained.best].iterations;
  const network::Network network = make_dense_network(data, run.record.beta, trained.weights);
  record_network(run, data, network, shattered);
  record_scores(run, data, network);
  write_network(run, network);
}

}  // namespace

report::RunRecord train_straight_through(const core::Communicator& comm, const StraightThroughOptions& options,
                                         const nlohmann::ordered_json& effective_options, core::Log& log) {
  Run run(comm, log, options, effective_options);
  run_and_report(run, [&] { run_pipeline(run, options); });
  return run.record;
}

}  // namespace heaviside::pipeline
