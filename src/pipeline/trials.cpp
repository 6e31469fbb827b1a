#include "trials.hpp"

#include <cmath>
#include <limits>

#include "heaviside/core/errors.hpp"
#include "heaviside/network/metrics.hpp"
#include "heaviside/pipeline/monitor.hpp"

namespace heaviside::pipeline {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Lines of trace.csv that a network leaves, about.
constexpr std::int64_t trace_lines = 200;

/// Inputs and targets of the training and test rows.
struct Rows {
  MatrixXd Z, Y, Z_test;
};

baselines::DescentOptions descent_options(const StraightThroughOptions& options, double beta, std::int64_t trial) {
  baselines::DescentOptions descent;
  descent.surrogate = baselines::surrogate_named(options.surrogate);
  descent.optimizer = options.optimizer == "adam" ? baselines::Optimizer::adam : baselines::Optimizer::sgd;
  descent.hidden = options.layers;
  descent.hidden.push_back(options.neurons);
  descent.rate = options.learning_rate;
  descent.batch_size = options.batch_size;
  descent.beta = beta;
  descent.seed = options.seed + static_cast<std::uint64_t>(trial);
  return descent;
}

/// Trains networks in waves of one a rank.
class Trials {
 public:
  Trials(Run& run, const StraightThroughOptions& options, double beta, double shattered, const TrainingData& data)
      : run_(run), options_(options), beta_(beta), shattered_(shattered), data_(data), rows_(rows_of(data)) {}

  Trained train() {
    Trained trained;
    for (std::int64_t first = 0; first < options_.seeds && trained.stopped == core::StopReason::none;
         first += run_.comm.size()) {
      trained.stopped = run_wave(first, trained.trials);
    }
    trained.best = best_of(trained.trials);
    trained.weights = weights_of_owner(trained.trials[trained.best].seed);
    return trained;
  }

 private:
  static Rows rows_of(const TrainingData& data) {
    return {data.Z, data.target.y, data.test ? data.map.inputs(data.test->X) : MatrixXd()};
  }

  core::StopReason run_wave(std::int64_t first, std::vector<report::Trial>& trials) {
    const std::int64_t mine = first + run_.comm.rank();
    std::optional<baselines::StraightThrough> network;
    if (mine < options_.seeds) network.emplace(rows_.Z, rows_.Y, descent_options(options_, beta_, mine));
    const std::int64_t stride = std::max<std::int64_t>(1, options_.epochs / trace_lines);
    auto stopped = core::StopReason::none;
    double seconds = 0;
    for (std::int64_t epoch = 0;; ++epoch) {
      stopped = run_.stop.ask(run_.comm);
      const bool ends = epoch == options_.epochs || stopped != core::StopReason::none;
      if (ends || epoch % stride == 0) observe(first, network, seconds);
      if (ends) break;
      const core::Stopwatch watch;
      if (network) network->run_epoch();
      seconds += watch.seconds();
    }
    collect(network, mine, trials);
    return stopped;
  }

  double objective(const baselines::Weights& weights, const VectorXd& f) const {
    return 0.5 * (f - data_.target.y).squaredNorm() + beta_ * weights.back().lpNorm<1>();
  }

  std::optional<double> accuracy(const VectorXd& f, const VectorXd& y) const {
    if (data_.target.task == data::Task::regression || f.size() == 0) return std::nullopt;
    return network::accuracy(f, y);
  }

  VectorXd outputs(const baselines::Weights& weights, const MatrixXd& Z) const {
    return Z.rows() == 0 ? VectorXd() : VectorXd(baselines::forward(weights, Z).output);
  }

  report::TraceRow trace_row(const baselines::StraightThrough& network, std::int64_t trial, double seconds) const {
    const auto& weights = network.weights();
    const VectorXd f = outputs(weights, rows_.Z);
    const double reached = objective(weights, f);
    return {.seconds = seconds,
            .round = trial,
            .iterations = network.epochs(),
            .objective = reached,
            .bounded_global_gap = relative_gap(reached, shattered_),
            .certified_global_gap = relative_gap(reached, shattered_),
            .neurons = (weights.back().array() != 0).count(),
            .train_accuracy = accuracy(f, data_.target.y),
            .test_accuracy = accuracy(outputs(weights, rows_.Z_test), data_.y_test)};
  }

  /// A line of trace.csv for every network of the wave, and how far the first one is.
  void observe(std::int64_t first, const std::optional<baselines::StraightThrough>& network, double seconds) {
    std::vector<report::TraceRow> mine;
    if (network) mine.push_back(trace_row(*network, first + run_.comm.rank(), seconds));
    const auto rows = run_.comm.gather(std::span<const report::TraceRow>(mine));
    if (rows.empty()) return;  // not the root
    for (const auto& row : rows) {
      if (run_.trace) run_.trace->append(row);
    }
    const double done =
        static_cast<double>(rows[0].iterations) / static_cast<double>(std::max<std::int64_t>(1, options_.epochs));
    run_.log.progress("train", done,
                      "seeds from " + std::to_string(options_.seed + static_cast<std::uint64_t>(first)) +
                          ", objective " + std::to_string(rows[0].objective));
  }

  /// Adds the wave's networks to the trials; a rank keeps the weights of the best one that it has trained.
  void collect(const std::optional<baselines::StraightThrough>& network, std::int64_t trial,
               std::vector<report::Trial>& trials) {
    std::vector<report::Trial> mine;
    if (network) {
      mine.push_back(outcome(*network, trial));
      if (!kept_ || mine[0].objective < kept_->objective) {
        kept_ = mine[0];
        weights_ = network->weights();
      }
    }
    const auto wave = run_.comm.all_gather(std::span<const report::Trial>(mine));
    trials.insert(trials.end(), wave.begin(), wave.end());
  }

  /// A network that has come to NaN counts as infinitely bad.
  report::Trial outcome(const baselines::StraightThrough& network, std::int64_t trial) const {
    const report::TraceRow last = trace_row(network, trial, 0);
    const double decay = beta_ / (2 * static_cast<double>(rows_.Z.rows()));
    const double loss = baselines::loss(network.weights(), outputs(network.weights(), rows_.Z), rows_.Y, decay);
    const double reached = std::isfinite(last.objective) ? last.objective : std::numeric_limits<double>::infinity();
    return {.seed = options_.seed + static_cast<std::uint64_t>(trial),
            .objective = reached,
            .loss = loss,
            .train_accuracy = last.train_accuracy,
            .test_accuracy = last.test_accuracy,
            .iterations = network.epochs()};
  }

  static std::size_t best_of(const std::vector<report::Trial>& trials) {
    std::size_t best = 0;
    for (std::size_t k = 1; k < trials.size(); ++k) {
      if (trials[k].objective < trials[best].objective) best = k;
    }
    if (!std::isfinite(trials[best].objective))
      throw core::NumericalError("training came to NaN or infinity: a smaller --learning-rate may help");
    return best;
  }

  /// The weights of a trial, from the rank that trained it.
  baselines::Weights weights_of_owner(std::uint64_t seed) {
    baselines::Weights weights =
        baselines::random_weights(seed, rows_.Z.cols(), descent_options(options_, beta_, 0).hidden, 1);
    const bool owner = kept_ && kept_->seed == seed;
    for (std::size_t l = 0; l < weights.size(); ++l) {
      const MatrixXd mine = owner ? weights_[l] : MatrixXd();
      const auto all =
          run_.comm.all_gather(std::span<const double>(mine.data(), static_cast<std::size_t>(mine.size())));
      std::copy(all.begin(), all.end(), weights[l].data());
    }
    return weights;
  }

  Run& run_;
  const StraightThroughOptions& options_;
  double beta_, shattered_;
  const TrainingData& data_;
  Rows rows_;
  std::optional<report::Trial> kept_;
  baselines::Weights weights_;  // of kept_
};

}  // namespace

Trained run_trials(Run& run, const StraightThroughOptions& options, double beta, double shattered,
                   const TrainingData& data) {
  return Trials(run, options, beta, shattered, data).train();
}

}  // namespace heaviside::pipeline
