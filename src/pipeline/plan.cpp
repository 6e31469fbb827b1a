#include "heaviside/pipeline/plan.hpp"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <thread>

#include "first_dictionary.hpp"
#include "heaviside/arrangements/distinct.hpp"
#include "heaviside/arrangements/sampler.hpp"
#include "heaviside/pipeline/group_size.hpp"
#include "heaviside/pipeline/loss.hpp"
#include "heaviside/pipeline/training_data.hpp"
#include "heaviside/report/provenance.hpp"

namespace heaviside::pipeline {
namespace {

constexpr double least_efficiency = 0.5;
constexpr std::int64_t most_ranks = 1024;  // that are compared
constexpr double worth_seconds = 1;        // below, starting more ranks takes longer than they save
constexpr std::int64_t sampled = 1000;     // patterns, to estimate beta_max
constexpr double mebibyte = 1024.0 * 1024.0;

double machine_mib() {
  return static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGE_SIZE)) / mebibyte;
}

std::int64_t cores() { return std::max(1U, std::thread::hardware_concurrency()); }

std::string text_of(const char* format, auto... values) {
  char text[256];
  std::snprintf(text, sizeof text, format, values...);
  return text;
}

/// What the program holds with the data, and what it held at most while it read them.
struct Held {
  double now, peak;
};

/// beta_max over a few of the patterns that training would draw.
double estimated_beta_max(const core::Communicator& comm, const TrainOptions& options, const TrainingData& data,
                          core::Log& log) {
  const std::int64_t drawn = options.patterns == all_patterns ? sampled : std::min(options.patterns, sampled);
  const arrangements::SampledHyperplanes source(options.seed, data.Z.cols(), data.map.bias, drawn,
                                                {options.layers.begin(), options.layers.end()});
  auto patterns = arrangements::make_distinct(comm, arrangements::sample_patterns(comm, data.Z, source, log));
  return largest_useful_beta(dictionary::Dictionary(comm, std::move(patterns)), make_loss(options, data));
}

PlanLine line_of(const TrainOptions& options, const ProblemSize& size, const Held& held, std::int64_t ranks) {
  const Prediction one = predict_training(options, size, 1);
  const Prediction all = predict_training(options, size, ranks);
  const double efficiency = one.seconds / (all.seconds * static_cast<double>(ranks));
  return {ranks, std::max(held.peak, held.now + all.mib), all.seconds, std::min(1.0, efficiency)};
}

void warn_of_waste(const PlanLine& line, Plan& plan) {
  const auto ranks = static_cast<double>(line.ranks);
  if (line.ranks > 1 && (line.efficiency < least_efficiency || line.ranks > plan.recommended))
    plan.waste.push_back(text_of("%lld ranks are more than this training can use: they would be %.0f%% efficient",
                                 static_cast<long long>(line.ranks), 100 * line.efficiency));
  if (line.ranks > cores())
    plan.waste.push_back(text_of("%lld ranks are more than the %lld cores of this machine",
                                 static_cast<long long>(line.ranks), static_cast<long long>(cores())));
  if (line.mib * ranks > machine_mib())
    plan.waste.push_back(
        text_of("%.0f MiB in all are more than the %.0f MiB of this machine", line.mib * ranks, machine_mib()));
}

}  // namespace

Plan plan(const core::Communicator& comm, const TrainOptions& options, const PlanOptions& asked, core::Log& log) {
  refuse_contradictions(options);
  const TrainingData data = prepare(comm, options, log);
  const Held held{report::rss_mib_max_rank(comm), report::peak_rss_mib_max_rank(comm)};
  Plan plan;
  const auto distinct = *std::max_element(data.group.begin(), data.group.end()) + 1;
  plan.size = {
      static_cast<double>(data.Z.rows()), static_cast<double>(distinct), static_cast<double>(data.Z.cols()), {}};
  plan.size.beta_max = estimated_beta_max(comm, options, data, log);
  plan.features = static_cast<double>(data.train.X.cols());
  for (std::int64_t ranks = 1; ranks <= most_ranks; ranks *= 2) {
    const PlanLine line = line_of(options, plan.size, held, ranks);
    const bool pays = ranks == 1 || (line.efficiency >= least_efficiency && plan.lines.back().seconds > worth_seconds);
    if (pays) plan.recommended = ranks;
    plan.lines.push_back(line);
    if (!pays) break;
  }
  if (asked.ranks) plan.lines = {line_of(options, plan.size, held, *asked.ranks)};
  if (asked.ranks) warn_of_waste(plan.lines.front(), plan);
  plan.grid_ranks = asked.ranks.value_or(cores());
  const std::vector<double> costs(static_cast<std::size_t>(asked.cells),
                                  predict_training(options, plan.size, 1).seconds);
  plan.group_size = best_group_size(costs, plan.grid_ranks);
  return plan;
}

std::string to_text(const Plan& plan, const PlanOptions& asked) {
  std::string text = text_of("data         %.0f rows (%.0f distinct) of %.0f features, rank %.0f\n", plan.size.rows,
                             plan.size.distinct_rows, plan.features, plan.size.inputs);
  text += "ranks   MiB a rank   MiB in all     seconds   efficiency\n";
  for (const auto& line : plan.lines)
    text += text_of("%5lld %12.0f %12.0f %11.2g %12.2f\n", static_cast<long long>(line.ranks), line.mib,
                    line.mib * static_cast<double>(line.ranks), line.seconds, line.efficiency);
  text +=
      text_of("recommended  %lld rank%s\n", static_cast<long long>(plan.recommended), plan.recommended == 1 ? "" : "s");
  if (asked.cells > 1)
    text += text_of("grid         %lld cells on %lld ranks: --group-size %lld\n", static_cast<long long>(asked.cells),
                    static_cast<long long>(plan.grid_ranks), static_cast<long long>(plan.group_size));
  for (const auto& sentence : plan.waste) text += "waste        " + sentence + "\n";
  return text;
}

}  // namespace heaviside::pipeline
