#include "heaviside/pipeline/certify.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "heaviside/certificate/bounds.hpp"
#include "heaviside/core/errors.hpp"
#include "heaviside/core/stage.hpp"
#include "heaviside/network/file.hpp"
#include "heaviside/pipeline/evaluate.hpp"
#include "heaviside/pipeline/loss.hpp"
#include "heaviside/pipeline/monitor.hpp"
#include "heaviside/pipeline/train.hpp"
#include "heaviside/pipeline/training_data.hpp"
#include "heaviside/report/verdict.hpp"

namespace heaviside::pipeline {
namespace {

void refuse_others(const network::Network& network, const std::string& path) {
  if (network.is_linear()) throw core::InputError(path + ": a linear model; certify knows threshold networks");
  if (network.one_vs_rest)
    throw core::InputError(
        path +
        ": several networks, one a class: certify that of a class, class-K/model.json beside it, with "
        "the data's --classes rest,CLASS");
}

/// Objectives are of one program only where rows weigh alike in both.
void refuse_other_weights(const network::Network& network, const CertifyOptions& options) {
  const bool given = !options.training.data.weights_file.empty();
  if (network.sample_weight == given) return;
  throw core::InputError(options.model + (given ? ": trained without --sample-weight: leave it out"
                                                : ": trained with weights of the rows: give --sample-weight FILE"));
}

bool is_deep(const network::Network& network) {
  return std::any_of(network.neurons.begin(), network.neurons.end(),
                     [](const network::Neuron& neuron) { return neuron.layers.size() > 1; });
}

/// Trains on the network's rows for the best bound over the patterns of hyperplanes.
core::ExitCode prove_two_layers(const core::Communicator& comm, const TrainOptions& training, core::Log& log,
                                ModelCertificate& proven) {
  const report::RunRecord run = train(comm, training, {}, log);
  proven.best_objective = std::min(run.objective, proven.objective);
  proven.lower_bound = run.global_lower_bound.value_or(0);
  proven.cones = run.cones;
  return exit_code(run.status);
}

/// The options of the run, with what the network fixes.
TrainOptions training_options(const CertifyOptions& options, const network::Network& network) {
  TrainOptions training = options.training;
  training.data.like = &network.encoding;
  training.task = network::task_name(network.task);
  training.no_bias = !network.bias;
  training.loss = network.loss;
  training.huber_delta = network.huber_delta;
  training.class_weight = network.class_weight;
  if (!training.beta) training.beta = network.beta;
  return training;
}

double objective(const core::Communicator& comm, const network::Network& network, const data::Table& rows,
                 const solver::Loss& loss, double beta) {
  return loss.value(evaluate(comm, network, rows.X).reshaped()) + beta * penalty(network);
}

/// \param ended  what training for the bound returned
core::ExitCode outcome(const ModelCertificate& proven, core::ExitCode ended, double gap) {
  if (proven.certified_global_gap <= gap) return core::ExitCode::reached;
  return ended == core::ExitCode::reached ? core::ExitCode::stopped : ended;
}

}  // namespace

ModelCertificate certify(const core::Communicator& comm, const CertifyOptions& options, core::Log& log) {
  const core::Stopwatch watch;
  const network::Network network = network::read_model(comm, options.model);
  comm.on_root([&] {
    refuse_others(network, options.model);
    refuse_other_weights(network, options);
  });
  const TrainOptions training = training_options(options, network);
  core::Log silent(comm, true);  // training will say it all
  const TrainingData data = prepare(comm, training, silent);
  const solver::Loss loss = make_loss(training, data);
  ModelCertificate proven;
  proven.beta = *training.beta;
  proven.neurons = static_cast<std::int64_t>(network.neurons.size());
  proven.objective = objective(comm, network, data.train, loss, proven.beta);

  const double shattered = certificate::GlobalDual(loss, data.group, proven.beta).shattered();
  proven.deep = is_deep(network);
  proven.best_objective = proven.objective;
  proven.lower_bound = shattered;  // all that is known of the patterns of more layers
  core::ExitCode ended = core::ExitCode::reached;
  if (!proven.deep) ended = prove_two_layers(comm, training, log, proven);
  proven.bounded_global_gap = relative_gap(proven.objective, shattered);
  proven.certified_global_gap = relative_gap(proven.objective, proven.lower_bound);
  proven.seconds = watch.seconds();
  proven.outcome = outcome(proven, ended, options.training.gap);
  return proven;
}

std::string to_text(const ModelCertificate& proven, double gap) {
  std::array<char, 1024> text;
  std::snprintf(text.data(), text.size(),
                "objective             %.9g\n"
                "beta                  %.6g\n"
                "neurons               %lld\n"
                "lower bound           %.9g\n"
                "bounded global gap    %.2e\n"
                "certified global gap  %.2e\n"
                "best objective found  %.9g\n"
                "time                  %.2f s, %lld cones\n",
                proven.objective, proven.beta, static_cast<long long>(proven.neurons), proven.lower_bound,
                proven.bounded_global_gap, proven.certified_global_gap, proven.best_objective, proven.seconds,
                static_cast<long long>(proven.cones));
  return std::string(text.data()) + report::verdict(proven.certified_global_gap, gap) + "\n";
}

}  // namespace heaviside::pipeline
