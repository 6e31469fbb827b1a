#include "heaviside/pipeline/train.hpp"

#include <cstdio>
#include <filesystem>
#include <limits>

#include "first_dictionary.hpp"
#include "first_hyperplanes.hpp"
#include "heaviside/certificate/bounds.hpp"
#include "heaviside/core/files.hpp"
#include "heaviside/network/file.hpp"
#include "heaviside/network/gather.hpp"
#include "heaviside/pipeline/dictionary_file.hpp"
#include "heaviside/pipeline/loss.hpp"
#include "heaviside/pipeline/make_network.hpp"
#include "heaviside/pipeline/monitor.hpp"
#include "heaviside/pipeline/prove.hpp"
#include "heaviside/pipeline/refine.hpp"
#include "heaviside/pipeline/warm_start.hpp"
#include "heaviside/solver/solve.hpp"
#include "run.hpp"

namespace heaviside::pipeline {
namespace {

using dictionary::Dictionary;
using Eigen::VectorXd;

constexpr Eigen::Index rank_of_certain_proof = 4;      // up to it branch and bound is a matter of seconds
constexpr std::int64_t cones_without_limit = 1 << 22;  // beyond, about a minute where no time limit says more
constexpr double trace_step = 0.98;                    // of the certified gap, between lines within a search

struct TrainingRun : Run {
  TrainingRun(const core::Communicator& ranks, const TrainOptions& asked,
              const nlohmann::ordered_json& effective_options, core::Log& messages)
      : Run(ranks, messages, asked, effective_options), options(asked) {}
  const TrainOptions& options;
};

void create_folders(const TrainingRun& run) {
  create_results_folder(run);
  run.comm.on_root([&] {
    if (run.options.save_dictionary)
      core::create_folder(std::filesystem::absolute(*run.options.save_dictionary).parent_path());
  });
}

std::string gap_text(double gap) {
  char text[16];
  std::snprintf(text, sizeof text, "%.1e", gap);
  return text;
}

/// beta as asked for, and what it is a fraction of.
void choose_beta(TrainingRun& run, const solver::Loss& loss, const Dictionary& D) {
  auto& record = run.record;
  const double beta_max = largest_useful_beta(D, loss);
  record.beta_max = beta_max;
  if (!run.options.beta && run.comm.broadcast(beta_max == 0))
    throw core::InputError(
        "no pattern of the first dictionary correlates with the labels, so --beta-ratio has nothing "
        "to be a fraction of: give --beta, or more --patterns");
  record.beta = run.options.beta.value_or(run.options.beta_ratio * beta_max);
  if (record.beta >= beta_max)
    run.log.note("beta is at or above beta_max: over the first patterns the network without neurons is optimal");
}

VectorXd first_guess(const TrainingRun& run, const TrainingData& data, const Dictionary& D) {
  if (!run.options.warm_start) return VectorXd::Zero(D.local().size());
  return warm_start(network::read_model(run.comm, *run.options.warm_start), data.train.X, D, run.log);
}

/// Solves the shattered program, which bounds the optimum over every set of patterns.
certificate::GlobalDual global_dual(TrainingRun& run, const TrainingData& data, const solver::Loss& loss) {
  const core::StageScope stage(core::Stage::certify);
  const core::Stopwatch watch;
  certificate::GlobalDual dual(loss, data.group, run.record.beta);
  run.record.seconds_certify = watch.seconds();
  return dual;
}

GlobalBounds global_bounds(const TrainingRun& run, const certificate::GlobalDual& dual, bool complete) {
  GlobalBounds bounds{dual.shattered(), {}, complete};
  if (run.options.certify != "off") bounds.certified = dual.shattered();
  return bounds;
}

solver::Method method_of(const TrainOptions& options) {
  return options.solver == "admm" ? solver::Method::admm : solver::Method::augmented_lagrangian;
}

solver::Options solver_options(const TrainingRun& run) {
  solver::Options options;
  options.gap = run.options.gap;
  options.max_iterations = run.options.max_iterations;
  options.stop = &run.stop;
  return options;
}

Refined solve(TrainingRun& run, const solver::Loss& loss, Dictionary D, const VectorXd& start, Monitor& monitor) {
  const core::Stopwatch watch;
  solver::Options options = solver_options(run);
  options.observe = [&](const auto& point, const auto& effort) { monitor.observe(D, 0, point, effort); };
  auto solution = solver::solve({D, loss, run.record.beta}, start, method_of(run.options), options);
  run.record.seconds_solve = run.comm.max(watch.seconds() - monitor.seconds());
  return {std::move(D), std::move(solution)};
}

RefineOptions refine_options(const TrainingRun& run, Monitor& monitor) {
  RefineOptions options;
  options.method = method_of(run.options);
  options.solver = solver_options(run);
  options.pricing.search.seed = run.options.seed;
  options.pricing.stop = &run.stop;
  options.observe = [&](const Refined& at) {
    monitor.observe(at.D, at.rounds, at.solution.certificate, at.solution.effort);
  };
  return options;
}

Refined refine(TrainingRun& run, const TrainingData& data, const solver::Loss& loss, std::int64_t rounds,
               Refined solved, arrangements::GrowingHyperplanes& hyperplanes, Monitor& monitor) {
  const core::Stopwatch watch;
  const double monitored = monitor.seconds();
  RefineOptions options = refine_options(run, monitor);
  options.rounds = rounds;
  Refined refined = refine(data.Z, loss, run.record.beta, std::move(solved), hyperplanes, options);
  run.record.seconds_refine = run.comm.max(watch.seconds() - (monitor.seconds() - monitored));
  return refined;
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

Refined certify(TrainingRun& run, const TrainingData& data, const certificate::GlobalDual& dual, Refined refined,
                arrangements::GrowingHyperplanes& hyperplanes, Monitor& monitor) {
  ProveOptions options;
  const bool deep = hyperplanes.shape().deep();  // branch and bound knows hyperplanes only
  options.cones = monitor.bounds().complete || deep ? 0 : allowed_cones(run, data.Z.cols());
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
  Proven proven = prove(data, dual, run.record.beta, std::move(refined), hyperplanes, options);
  monitor.raise_bound(proven.lower_bound);
  run.record.cones = proven.cones;
  run.record.seconds_certify += run.comm.max(watch.seconds());
  return std::move(proven.refined);
}

/// globally_optimal only where it is proven; --certify exact is not content with less.
report::Status status_of(const solver::Solution& solution, const report::RunRecord& record,
                         const TrainOptions& options) {
  if (solution.status != solver::Status::optimal) return report_status(solution.status);
  const bool proven = record.certified_global_gap && *record.certified_global_gap <= options.gap;
  if (proven) return report::Status::globally_optimal;
  return options.certify == "exact" ? report::Status::iteration_limit : report::Status::restricted_optimal;
}

void record_solution(TrainingRun& run, const Refined& last, const GlobalBounds& bounds) {
  record_point(run, last.D, last.solution, bounds);
  run.record.rounds = last.rounds;
  run.record.status = status_of(last.solution, run.record, run.options);
}

void run_pipeline(TrainingRun& run) {
  const TrainingData data = prepare(run.comm, run.options, run.log);
  record_data(run, data);
  const solver::Loss loss = make_loss(run.options, data);
  const FirstHyperplanes first_hyperplanes = choose_hyperplanes(run, run.options, data);
  arrangements::GrowingHyperplanes hyperplanes(*first_hyperplanes.source);
  create_folders(run);
  Dictionary first = first_dictionary(run, data, hyperplanes);
  run.log.note(std::to_string(first.cols()) + " distinct patterns of " + std::to_string(first.rows()) + " samples");
  if (run.options.load_dictionary) check_dictionary(*run.options.load_dictionary, first);
  const VectorXd start = first_guess(run, data, first);
  open_trace(run);
  choose_beta(run, loss, first);
  const certificate::GlobalDual dual = global_dual(run, data, loss);
  Monitor monitor(data, hyperplanes, global_bounds(run, dual, first_hyperplanes.complete), run.options.gap, run.clock,
                  run.trace, run.log);
  // Where the dictionary is complete there is nothing to find, and its gap would be lost with the patterns at zero.
  const bool searched = !first_hyperplanes.complete && run.options.method == "lasso";
  const std::int64_t rounds = searched ? run.options.refine : 0;
  Refined refined =
      refine(run, data, loss, rounds, solve(run, loss, std::move(first), start, monitor), hyperplanes, monitor);
  const Refined last = certify(run, data, dual, std::move(refined), hyperplanes, monitor);
  record_solution(run, last, monitor.bounds());
  if (run.options.save_dictionary) save_dictionary(*run.options.save_dictionary, last.D, hyperplanes);
  const network::Network network = make_network(
      data, run.options, run.record.beta, network::gather_support(last.D, last.solution.certificate.w, hyperplanes));
  record_scores(run, data, network);
  write_network(run, network);
}

}  // namespace

report::RunRecord train(const core::Communicator& comm, const TrainOptions& options,
                        const nlohmann::ordered_json& effective_options, core::Log& log) {
  refuse_contradictions(options);
  TrainingRun run(comm, options, effective_options, log);
  run.record.gap = options.gap;
  run_and_report(run, [&] { run_pipeline(run); });
  return run.record;
}

core::ExitCode exit_code(report::Status status) {
  switch (status) {
    case report::Status::restricted_optimal:
    case report::Status::globally_optimal:
    case report::Status::optimal:
    case report::Status::finished:
      return core::ExitCode::reached;
    case report::Status::iteration_limit:
      return core::ExitCode::stopped;
    case report::Status::time_limit:
    case report::Status::interrupted:
      return core::ExitCode::interrupted;
    case report::Status::numerical_error:
      break;
  }
  return core::ExitCode::numerical;
}

}  // namespace heaviside::pipeline
