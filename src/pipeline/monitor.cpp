#include "heaviside/pipeline/monitor.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "heaviside/arrangements/pattern.hpp"
#include "heaviside/network/metrics.hpp"
#include "heaviside/solver/distributed_vector.hpp"

namespace heaviside::pipeline {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

std::string describe(const solver::Certificate& point, const solver::Effort& effort) {
  char text[96];
  std::snprintf(text, sizeof text, "gap %.1e, %lld neurons, %lld iterations", point.gap,
                static_cast<long long>(point.nonzeros), static_cast<long long>(effort.iterations));
  return text;
}

/// How far the gap has come on its way from 1, in orders of magnitude.
double fraction_done(double gap, double target) { return gap <= target ? 1 : std::log(gap) / std::log(target); }

}  // namespace

double relative_gap(double objective, double bound) {
  return objective > 0 ? std::max(0.0, (objective - bound) / objective) : 0;
}

double GlobalBounds::bounded_gap(double objective) const { return relative_gap(objective, shattered); }

std::optional<double> GlobalBounds::certified_gap(const solver::Certificate& point) const {
  const auto bound = lower_bound(point);
  return bound ? std::optional(relative_gap(point.objective, *bound)) : std::nullopt;
}

std::optional<double> GlobalBounds::lower_bound(const solver::Certificate& point) const {
  if (!certified) return std::nullopt;
  return complete ? std::max(*certified, point.lower_bound) : *certified;
}

Monitor::Monitor(const TrainingData& data, const arrangements::HyperplaneSource& hyperplanes,
                 const GlobalBounds& bounds, double target_gap, const core::Stopwatch& run_clock,
                 std::optional<report::TraceWriter>& trace, core::Log& log)
    : data_(data),
      hyperplanes_(hyperplanes),
      bounds_(bounds),
      target_gap_(target_gap),
      run_clock_(run_clock),
      trace_(trace),
      log_(log) {
  if (data.test) Z_test_ = data.map.inputs(data.test->X);
}

void Monitor::observe(const dictionary::Dictionary& D, std::int64_t round, const solver::Certificate& point,
                      const solver::Effort& effort) {
  const core::Stopwatch watch;
  if (round == 0) log_.progress("solve", fraction_done(point.gap, target_gap_), describe(point, effort));
  if (round > 0) log_.progress("refine", 0, "round " + std::to_string(round) + ", " + describe(point, effort));
  if (trace_) {
    trace_->append({.seconds = run_clock_.seconds(),
                    .round = round,
                    .iterations = effort.iterations,
                    .objective = point.objective,
                    .restricted_gap = point.gap,
                    .bounded_global_gap = bounds_.bounded_gap(point.objective),
                    .certified_global_gap = bounds_.certified_gap(point),
                    .neurons = point.nonzeros,
                    .train_accuracy = train_accuracy(D, point.w),
                    .test_accuracy = test_accuracy(D, point.w)});
  }
  seconds_ += watch.seconds();
}

void Monitor::raise_bound(double lower_bound) {
  if (bounds_.certified) bounds_.certified = std::max(*bounds_.certified, lower_bound);
}

std::optional<double> Monitor::train_accuracy(const dictionary::Dictionary& D, const VectorXd& w) const {
  if (data_.target.task == data::Task::regression) return std::nullopt;
  const Index outputs = data_.target.outputs();
  return network::accuracy(D.combine(w, outputs).reshaped(D.rows(), outputs), data_.target.y);  // [sum]
}

std::optional<double> Monitor::test_accuracy(const dictionary::Dictionary& D, const VectorXd& w) const {
  if (!data_.test || data_.target.task == data::Task::regression) return std::nullopt;
  const auto fixed = dictionary::round_over_ranks(D.comm(), w);
  const auto outputs = static_cast<std::size_t>(data_.target.outputs());
  const auto support = solver::support_of(w, data_.target.outputs());
  Eigen::MatrixXd U(hyperplanes_.length(), std::ssize(support));
  for (std::size_t k = 0; k < support.size(); ++k)
    U.col(static_cast<Index>(k)) = hyperplanes_.weights(D.hyperplanes()[static_cast<std::size_t>(support[k])]);
  const auto length = static_cast<std::size_t>(arrangements::pattern_words(Z_test_.rows()));
  std::vector<std::uint64_t> words(support.size() * length);
  arrangements::subnetwork_patterns(hyperplanes_.shape(), Z_test_, U, words);

  const auto rows = static_cast<std::size_t>(Z_test_.rows());
  std::vector<std::int64_t> sums(rows * outputs, 0);
  for (std::size_t k = 0; k < support.size(); ++k) {
    const auto* weights = fixed.mantissa.data() + static_cast<std::size_t>(support[k]) * outputs;
    for (std::size_t i = 0; i < rows; ++i) {
      if ((words[k * length + i / 64] >> (i % 64) & 1) == 0) continue;
      for (std::size_t output = 0; output < outputs; ++output) sums[output * rows + i] += weights[output];
    }
  }
  D.comm().sum(std::span(sums));  // [sum]
  const VectorXd f = dictionary::scaled(sums, fixed.exponent);
  return network::accuracy(f.reshaped(Z_test_.rows(), data_.target.outputs()), data_.y_test);
}

}  // namespace heaviside::pipeline
