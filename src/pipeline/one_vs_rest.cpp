#include "one_vs_rest.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "heaviside/core/checkpoint.hpp"
#include "heaviside/core/errors.hpp"
#include "heaviside/data/classes.hpp"

namespace heaviside::pipeline {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

/// What came of a class.
struct Trained {
  report::RunRecord record;
  network::Network network;
};

std::string folder_of(const TrainingRun& run, std::size_t k) {
  return (std::filesystem::path(*run.out) / ("class-" + std::to_string(k))).string();
}

/// The classes whose checkpoints the run goes on from; all false where it begins.
std::vector<bool> resumed_classes(const TrainingRun& run, std::size_t count) {
  std::vector<bool> resumed(count);
  if (!run.options.resume) return resumed;
  for (std::size_t k = 0; k < count; ++k) resumed[k] = run.comm.broadcast(core::has_checkpoint(folder_of(run, k)));
  if (std::ranges::find(resumed, true) == resumed.end())
    throw core::InputError("no class has a checkpoint in " + *run.out + ": leave out --resume to begin");
  return resumed;
}

/// The options with which `train` does the same for class k alone.
TrainOptions options_of_class(const TrainingRun& run, const data::TwoClasses& classes, std::size_t k) {
  TrainOptions options = run.options;
  options.multiclass = "shared";
  options.task = "binary";
  options.data.classes = classes.written;
  if (options.time_limit) options.time_limit = std::max(0.0, *options.time_limit - run.stop.seconds());
  if (run.out) options.out = folder_of(run, k);
  return options;
}

/// The same as a report has them.
nlohmann::ordered_json written_options(const TrainingRun& run, const TrainOptions& options) {
  nlohmann::ordered_json written = run.record.options;
  written.update({{"multiclass", options.multiclass}, {"task", options.task}, {"classes", options.data.classes}});
  if (options.out) written["out"] = *options.out;
  return written;
}

VectorXd signs_of(const VectorXd& y, std::size_t k) {
  return y.unaryExpr([k](double label) { return label == static_cast<double>(k) ? 1.0 : -1.0; });
}

/// Trains class k. \param data  with the labels of all classes, which are back at the end
Trained train_class(TrainingRun& run, TrainingData& data, std::size_t k, bool resumed,
                    std::optional<dictionary::Dictionary>& drawn) {
  const auto classes = data::against_rest(run.options.data.classes, data.target.classes, k);
  TrainOptions options = options_of_class(run, classes, k);
  options.resume = resumed;
  run.log.note("class " + std::to_string(k + 1) + " of " + std::to_string(data.target.classes.size()) + ", " +
               classes.names.back() + ", against the rest");
  const data::Target whole =
      std::exchange(data.target, {data::Task::binary, signs_of(data.target.y, k), classes.names});
  const VectorXd y_test = std::exchange(data.y_test, signs_of(data.y_test, k));
  TrainingRun part(run.comm, options, written_options(run, options), run.log);
  part.record.gap = options.gap;
  part.drawn = &drawn;
  Trained trained;
  run_and_report(part, [&] {
    part.saved = read_saved(part, options);
    trained.network = train_on(part, data);
  });
  trained.record = std::move(part.record);
  data.target = whole;
  data.y_test = y_test;
  return trained;
}

/// The worse of two ends.
report::Status worse(report::Status a, report::Status b) {
  using report::Status;
  constexpr std::array worst_first = {Status::interrupted, Status::time_limit, Status::iteration_limit,
                                      Status::restricted_optimal, Status::globally_optimal};
  return *std::ranges::find_first_of(worst_first, std::array{a, b});
}

report::ClassRecord record_of(const std::string& label, const report::RunRecord& record) {
  return {label,
          record.status,
          record.objective,
          record.beta,
          record.beta_max,
          record.restricted_gap,
          record.certified_global_gap,
          record.neurons,
          record.train_accuracy,
          record.test_accuracy};
}

/// Adds what adds up, of relative gaps the absolute ones: they are absolute here until the end.
void add(report::RunRecord& sum, const report::RunRecord& part) {
  const auto add_gap = [&](std::optional<double>& gap, const std::optional<double>& relative) {
    if (gap && relative)
      *gap += *relative * part.objective;
    else
      gap.reset();
  };
  add_gap(sum.restricted_gap, part.restricted_gap);
  add_gap(sum.bounded_global_gap, part.bounded_global_gap);
  add_gap(sum.certified_global_gap, part.certified_global_gap);
  if (sum.global_lower_bound && part.global_lower_bound)
    *sum.global_lower_bound += *part.global_lower_bound;
  else
    sum.global_lower_bound.reset();
  sum.status = worse(sum.status, part.status);
  sum.objective += part.objective;
  sum.beta = std::max(sum.beta, part.beta);
  sum.beta_max = std::max(sum.beta_max, part.beta_max);
  sum.cones += part.cones;
  sum.neurons += part.neurons;
  sum.patterns += part.patterns;
  sum.rounds = std::max(sum.rounds, part.rounds);
  sum.iterations += part.iterations;
  sum.seconds_sample += part.seconds_sample;
  sum.seconds_assemble += part.seconds_assemble;
  sum.seconds_solve += part.seconds_solve;
  sum.seconds_refine += part.seconds_refine;
  sum.seconds_certify += part.seconds_certify;
  sum.seconds_before += part.seconds_before;
  sum.dictionary_mib_max_rank = std::max(sum.dictionary_mib_max_rank, part.dictionary_mib_max_rank);
}

void begin_sums(report::RunRecord& record) {
  record.status = report::Status::globally_optimal;
  record.restricted_gap = record.bounded_global_gap = record.certified_global_gap = record.global_lower_bound = 0;
}

void make_gaps_relative(report::RunRecord& record) {
  for (auto* gap : {&record.restricted_gap, &record.bounded_global_gap, &record.certified_global_gap}) {
    if (*gap && record.objective > 0) **gap /= record.objective;
  }
}

void trace(TrainingRun& run, std::size_t k, const report::RunRecord& part) {
  if (!run.trace) return;
  run.trace->append({.seconds = run.clock.seconds(),
                     .round = static_cast<std::int64_t>(k),
                     .iterations = part.iterations,
                     .objective = part.objective,
                     .restricted_gap = part.restricted_gap,
                     .bounded_global_gap = part.bounded_global_gap,
                     .certified_global_gap = part.certified_global_gap,
                     .neurons = part.neurons,
                     .train_accuracy = part.train_accuracy,
                     .test_accuracy = part.test_accuracy});
}

/// Appends the neurons of class k's network, which speak for its output alone.
void append(network::Network& all, network::Network part, std::size_t k) {
  for (auto& neuron : part.neurons) {
    neuron.weight = neuron.weight[0] * VectorXd::Unit(all.outputs(), static_cast<Index>(k));
    all.neurons.push_back(std::move(neuron));
  }
}

/// A network of all classes, as those of one are.
network::Network without_neurons(const network::Network& part, const data::Target& target, double beta) {
  network::Network all = part;
  all.neurons.clear();
  all.task = target.task;
  all.classes = target.classes;
  all.one_vs_rest = true;
  all.beta = beta;
  return all;
}

}  // namespace

void train_one_vs_rest(TrainingRun& run, TrainingData& data) {
  record_data(run, data);
  create_results_folder(run);
  const auto count = data.target.classes.size();
  const std::vector<bool> resumed = resumed_classes(run, count);
  open_trace(run);
  begin_sums(run.record);
  std::optional<dictionary::Dictionary> drawn;
  std::vector<network::Network> networks;
  for (std::size_t k = 0; k < count; ++k) {
    Trained trained = train_class(run, data, k, resumed[k], drawn);
    add(run.record, trained.record);
    run.record.classes.push_back(record_of(data.target.classes[k], trained.record));
    trace(run, k, trained.record);
    networks.push_back(std::move(trained.network));
  }
  make_gaps_relative(run.record);
  run.clock = core::Stopwatch(run.clock.seconds() + run.record.seconds_before);
  network::Network all = without_neurons(networks.front(), data.target, run.record.beta);
  for (std::size_t k = 0; k < count; ++k) append(all, std::move(networks[k]), k);
  record_scores(run, data, all);
  write_network(run, all);
}

}  // namespace heaviside::pipeline
