#include "heaviside/pipeline/train.hpp"

#include <filesystem>

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
#include "one_vs_rest.hpp"
#include "training_run.hpp"

namespace heaviside::pipeline {
namespace {

using dictionary::Dictionary;
using Eigen::VectorXd;

constexpr double usual_interval = 60;  // seconds between checkpoints

void create_folders(const TrainingRun& run) {
  create_results_folder(run);
  run.comm.on_root([&] {
    if (run.options.save_dictionary)
      core::create_folder(std::filesystem::absolute(*run.options.save_dictionary).parent_path());
  });
}

/// beta as asked for, and what it is a fraction of.
void choose_beta(TrainingRun& run, const solver::Loss& loss, const Dictionary& D) {
  auto& record = run.record;
  if (run.saved && run.saved->hyperplanes) {  // D is not the first
    record.beta = run.saved->beta;
    record.beta_max = run.saved->beta_max;
    return;
  }
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
  if (!run.options.warm_start || (run.saved && run.saved->hyperplanes))
    return VectorXd::Zero(D.local().size() * data.target.outputs());
  const network::Network network = network::read_model(run.comm, *run.options.warm_start);
  if (network.outputs() != data.target.outputs())
    throw core::InputError("--warm-start: outputs of the model: " + std::to_string(network.outputs()) +
                           ", of networks of the data: " + std::to_string(data.target.outputs()));
  return warm_start(network, data.train.X, D, run.log);
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

/// This rank's share of where the first solve was.
std::optional<solver::SolverState> saved_solver(const TrainingRun& run, const Dictionary& D, Eigen::Index outputs) {
  if (!run.saved || !run.saved->solver) return std::nullopt;
  solver::SolverState state = *run.saved->solver;
  for (auto& [name, vector] : state.columns) vector = VectorXd(share_of(vector, D, outputs));
  return state;
}

/// The solution over the first dictionary; or, where that is behind the run, what its checkpoint has.
Refined solve(TrainingRun& run, const solver::Loss& loss, Dictionary D, const VectorXd& start, Monitor& monitor) {
  if (run.saved && run.saved->step != TrainingStep::solve) return refined_of(*run.saved, std::move(D), loss);
  const core::Stopwatch watch;
  solver::Options options = solver_options(run);
  const auto resumed = saved_solver(run, D, loss.outputs(D.rows()));
  if (resumed) options.resume = &*resumed;
  if (!resumed) run.checkpoints->keep(std::nullopt);
  if (run.checkpoints->wanted()) options.keep = [&](const auto& state) { run.checkpoints->keep(state); };
  options.observe = [&](const auto& point, const auto& effort) { monitor.observe(D, 0, point, effort); };
  auto solution = solver::solve({D, loss, run.record.beta}, start, method_of(run.options), options);
  run.record.seconds_solve = run.comm.max(watch.seconds() - monitor.seconds());
  return {std::move(D), std::move(solution)};
}

Refined refine(TrainingRun& run, const TrainingData& data, const solver::Loss& loss, std::int64_t rounds,
               Refined solved, arrangements::GrowingHyperplanes& hyperplanes, Monitor& monitor) {
  if (run.resumes(TrainingStep::prove)) return solved;
  const core::Stopwatch watch;
  const double monitored = monitor.seconds();
  RefineOptions options = refine_options(run, monitor);
  options.rounds = rounds;
  options.keep = [&](const Refined& at, const RefineProgress& progress) { run.checkpoints->keep(at, progress); };
  if (run.resumes(TrainingStep::refine)) options.resume = run.saved->refining;
  Refined refined = refine(data.Z, loss, run.record.beta, std::move(solved), hyperplanes, options);
  run.record.seconds_refine = run.comm.max(watch.seconds() - (monitor.seconds() - monitored));
  return refined;
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

/// The hyperplanes of the dictionary that the run begins or goes on with.
FirstHyperplanes choose_hyperplanes(TrainingRun& run, const TrainingData& data) {
  if (!run.saved || !run.saved->hyperplanes) return choose_hyperplanes(run, run.options, data);
  const arrangements::SubnetworkShape shape{data.Z.cols(), run.options.layers};
  if (shape.length() != run.saved->hyperplanes->rows())
    throw core::InputError("the hyperplanes of the checkpoint do not fit the data; train without --resume");
  return {std::make_unique<arrangements::StoredHyperplanes>(run.saved->hyperplanes->transpose(), shape)};
}

/// Takes up what the checkpoint says of the run so far.
void go_on(TrainingRun& run, const nlohmann::json& identity) {
  check_identity(*run.saved, identity, run.log);
  run.clock = core::Stopwatch(run.saved->seconds);
  run.record.seconds_before = run.saved->seconds;
  run.log.note("going on from the checkpoint in " + *run.out);
}

/// The dictionary of the hyperplanes; one that several runs have in common is made once.
Dictionary dictionary_of(TrainingRun& run, const TrainingData& data, const FirstHyperplanes& hyperplanes) {
  if (run.drawn == nullptr || !hyperplanes.drawn) return first_dictionary(run, data, *hyperplanes.source);
  if (!*run.drawn) run.drawn->emplace(first_dictionary(run, data, *hyperplanes.source));
  return **run.drawn;
}

/// The first dictionary, or that of the checkpoint.
Dictionary begin(TrainingRun& run, const TrainingData& data, const FirstHyperplanes& hyperplanes) {
  Dictionary D = dictionary_of(run, data, hyperplanes);
  run.log.note(std::to_string(D.cols()) + " distinct patterns of " + std::to_string(D.rows()) + " samples");
  const bool saved = run.saved && run.saved->hyperplanes;
  if (run.options.load_dictionary && !saved) check_dictionary(*run.options.load_dictionary, D);
  return D;
}

bool stopped(const solver::Solution& solution) {
  return solution.status == solver::Status::time_limit || solution.status == solver::Status::interrupted;
}

}  // namespace

network::Network train_on(TrainingRun& run, const TrainingData& data) {
  record_data(run, data);
  if (run.options.certify == "exact") refuse_more_classes(data, "--certify exact");
  const nlohmann::json identity = training_identity(run, run.options, data);
  if (run.saved) go_on(run, identity);
  const solver::Loss loss = make_loss(run.options, data);
  const FirstHyperplanes first_hyperplanes = choose_hyperplanes(run, data);
  arrangements::GrowingHyperplanes hyperplanes(*first_hyperplanes.source);
  create_folders(run);
  run.checkpoints.emplace(run, identity, run.options.checkpoint_interval.value_or(usual_interval), hyperplanes);
  Dictionary first = begin(run, data, first_hyperplanes);
  const VectorXd start = first_guess(run, data, first);
  open_trace(run, run.saved ? run.saved->trace : report::TraceState());
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
  if (stopped(last.solution) || run.drawn != nullptr) run.checkpoints->write();
  record_solution(run, last, monitor.bounds());
  if (run.options.save_dictionary) save_dictionary(*run.options.save_dictionary, last.D, hyperplanes);
  network::Network network =
      make_network(data, run.options, run.record.beta,
                   network::gather_support(last.D, last.solution.certificate.w, hyperplanes, data.target.outputs()));
  record_scores(run, data, network);
  write_network(run, network);
  return network;
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

report::RunRecord train(const core::Communicator& comm, const TrainOptions& options,
                        const nlohmann::ordered_json& effective_options, core::Log& log) {
  refuse_contradictions(options);
  TrainingRun run(comm, options, effective_options, log);
  run.record.gap = options.gap;
  run_and_report(run, [&] {
    const bool one_vs_rest = options.multiclass == "one-vs-rest";
    if (!one_vs_rest) run.saved = read_saved(run, options);  // data may take long to read
    TrainingData data = prepare(comm, options, log);
    if (one_vs_rest && data.target.outputs() > 1) {
      train_one_vs_rest(run, data);
    } else {
      if (one_vs_rest) run.saved = read_saved(run, options);
      train_on(run, data);
    }
  });
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
