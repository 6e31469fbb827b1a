#include <cstdio>
#include <limits>

#include "heaviside/core/stage.hpp"
#include "training_run.hpp"

namespace heaviside::pipeline {
namespace {

constexpr Eigen::Index rank_of_certain_proof = 4;      // up to it branch and bound is a matter of seconds
constexpr std::int64_t cones_without_limit = 1 << 22;  // beyond, about a minute where no time limit says more
constexpr double trace_step = 0.98;                    // of the certified gap, between lines within a search

std::string gap_text(double gap) {
  char text[16];
  std::snprintf(text, sizeof text, "%.1e", gap);
  return text;
}

/// How many cones --certify lets branch and bound look at; says what `auto` chose.
std::int64_t allowed_cones(const TrainingRun& run, Eigen::Index rank) {
  constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max() / 2;
  if (run.options.certify == "exact") return unlimited;
  if (run.options.certify != "auto") return 0;
  const bool to_the_end = rank <= rank_of_certain_proof || run.options.time_limit;
  run.log.note("--certify auto: branch and bound over all patterns of rank " + std::to_string(rank) +
               (rank <= rank_of_certain_proof ? ", to the proof"
                : run.options.time_limit      ? ", until the time limit"
                                              : ", for " + std::to_string(cones_without_limit) + " cones"));
  return to_the_end ? unlimited : cones_without_limit;
}

}  // namespace

Refined certify(TrainingRun& run, const TrainingData& data, const certificate::GlobalDual& dual, Refined refined,
                arrangements::GrowingHyperplanes& hyperplanes, Monitor& monitor) {
  ProveOptions options;
  const bool unknown = hyperplanes.shape().deep() || data.target.outputs() > 1;  // to branch and bound
  options.cones = monitor.bounds().complete || unknown ? 0 : allowed_cones(run, data.Z.cols());
  if (options.cones == 0 || !has_every_pattern(data, run.log)) return refined;
  const core::StageScope stage(core::Stage::certify);
  const core::Stopwatch watch;
  options.gap = run.options.gap;
  options.refine = refine_options(run, monitor);
  options.progress = [&](const Proven& at, double bound) {
    const auto& point = at.refined.solution.certificate;
    const double gap = relative_gap(point.objective, bound);
    run.log.progress("certify", 0,
                     "round " + std::to_string(at.rounds) + ", gap " + gap_text(gap) + ", " +
                         std::to_string(point.nonzeros) + " neurons");
    if (run.comm.broadcast(gap > trace_step * *monitor.bounds().certified_gap(point))) return;
    monitor.raise_bound(bound);
    options.refine.observe(at.refined);
  };
  options.observe = [&](const Proven& at) {
    monitor.raise_bound(at.lower_bound);
    options.refine.observe(at.refined);
  };
  options.keep = [&](const Refined& at, ProofProgress progress) {
    progress.shown = monitor.bounds().certified.value_or(0);
    run.checkpoints->keep(at, progress);
  };
  options.due = [&] { return run.checkpoints->due(); };
  if (run.resumes(TrainingStep::prove)) {
    options.resume = run.saved->proof;
    monitor.raise_bound(run.saved->proof.shown);
  }
  Proven proven = prove(data, dual, run.record.beta, std::move(refined), hyperplanes, options);
  monitor.raise_bound(proven.lower_bound);
  run.record.cones = proven.cones;
  run.record.seconds_certify += run.comm.max(watch.seconds());
  return std::move(proven.refined);
}

}  // namespace heaviside::pipeline
