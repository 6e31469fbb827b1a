#include "heaviside/pipeline/path.hpp"

#include <charconv>
#include <optional>
#include <utility>

#include "first_hyperplanes.hpp"
#include "heaviside/certificate/bounds.hpp"
#include "heaviside/core/errors.hpp"
#include "heaviside/core/files.hpp"
#include "heaviside/network/metrics.hpp"
#include "heaviside/pipeline/evaluate.hpp"
#include "heaviside/pipeline/loss.hpp"
#include "path_scores.hpp"
#include "path_walk.hpp"

namespace heaviside::pipeline {
namespace {

using Eigen::VectorXd;

/// A line of path.csv; what is absent is an empty field.
struct PathRow {
  double beta, ratio;
  solver::Solution solution;
  double train_score;
  std::optional<double> test_score;
  std::optional<Score> held_out;
};

constexpr const char* path_columns =
    "beta,beta_ratio,objective,restricted_gap,neurons,iterations,train_score,test_score,held_out_score,standard_"
    "error\n";

std::string field(const std::optional<double>& value) {
  char text[32];
  return value ? std::string(text, std::to_chars(text, text + sizeof text, *value).ptr) : "";
}

std::string line_of(const PathRow& row) {
  const auto& point = row.solution.certificate;
  return field(row.beta) + ',' + field(row.ratio) + ',' + field(point.objective) + ',' + field(point.gap) + ',' +
         std::to_string(point.nonzeros) + ',' + std::to_string(row.solution.effort.iterations) + ',' +
         field(row.train_score) + ',' + field(row.test_score) + ',' +
         field(row.held_out ? std::optional(row.held_out->mean) : std::nullopt) + ',' +
         field(row.held_out ? std::optional(row.held_out->standard_error) : std::nullopt) + '\n';
}

/// The chosen point of the path, or the last one before it that was reached.
struct Chosen {
  double beta;
  solver::Solution solution;
};

void trace(Run& run, std::size_t k, const solver::Solution& solution, std::optional<double> train_accuracy,
           std::optional<double> test_accuracy) {
  const auto& point = solution.certificate;
  run.log.progress("path", 0, "beta " + std::to_string(k + 1) + ", " + std::to_string(point.nonzeros) + " neurons");
  if (!run.trace) return;
  run.trace->append({.seconds = run.clock.seconds(),
                     .round = static_cast<std::int64_t>(k),
                     .iterations = solution.effort.iterations,
                     .objective = point.objective,
                     .restricted_gap = point.gap,
                     .neurons = point.nonzeros,
                     .train_accuracy = train_accuracy,
                     .test_accuracy = test_accuracy});
}

std::optional<double> accuracy_of(data::Task task, const Eigen::MatrixXd& outputs, const VectorXd& y) {
  if (task == data::Task::regression) return std::nullopt;
  return network::accuracy(outputs, y);
}

/// Walks the path of all training rows to its end, keeps the network at `wanted`, and writes path.csv.
Chosen walk_all(Run& run, const PathOptions& options, const PathProblem& problem, const std::vector<double>& betas,
                const PathScores& held_out, std::size_t wanted) {
  const TrainingData& data = problem.data;
  std::optional<Chosen> chosen;
  std::string table = path_columns;
  const auto scores_of = [&](const Eigen::MatrixXd& outputs, const data::Table& rows, const VectorXd& y) {
    const auto values = criterion_values(held_out.criterion, options, data.target, outputs, y, rows.weights);
    return std::pair(score_of(values).mean, accuracy_of(data.target.task, outputs, y));
  };
  const bool whole = walk(run, options, problem, betas, [&](std::size_t k, const solver::Solution& solution) {
    const Eigen::MatrixXd outputs = solution.certificate.output.reshaped(problem.D.rows(), data.target.outputs());
    const auto [train_score, train_accuracy] = scores_of(outputs, data.train, data.target.y);
    PathRow row{betas[k], betas[k] / betas.front(), solution, train_score, {}, {}};
    std::optional<double> test_accuracy;
    if (data.test) {
      const auto network = network_of(problem, options, betas[k], solution);
      std::tie(row.test_score, test_accuracy) =
          scores_of(evaluate(run.comm, network, data.test->X), *data.test, data.y_test);
    }
    if (k < held_out.scores.size()) row.held_out = held_out.scores[k];
    table += line_of(row);
    trace(run, k, solution, train_accuracy, test_accuracy);
    if (k <= wanted) chosen = {betas[k], solution};
    return true;
  });
  if (!whole) run.log.warn("stopped before the end of the path: what was reached is written");
  if (run.out) run.comm.on_root([&] { core::write_file(run.file("path.csv"), table); });
  return *std::move(chosen);
}

report::Selection selection_of(const PathScores& held_out, const std::string& rule) {
  report::Selection selection = choose(held_out.scores, rule);
  selection.criterion = held_out.criterion;
  selection.folds = held_out.folds;
  selection.held_out_rows = held_out.held_out_rows;
  return selection;
}

double beta_max_of(const PathProblem& problem) {
  const double beta_max = largest_useful_beta(problem.D, problem.loss);
  if (problem.D.comm().broadcast(beta_max == 0))
    throw core::InputError(
        "no pattern of the dictionary correlates with the labels, so there is no path: give more "
        "--patterns");
  return beta_max;
}

void run_pipeline(Run& run, const PathOptions& options) {
  const TrainingData data = prepare(run.comm, options, run.log);
  record_data(run, data);
  const FirstHyperplanes hyperplanes = choose_hyperplanes(run, options, data);
  create_results_folder(run);
  const dictionary::Dictionary D = first_dictionary(run, data, *hyperplanes.source);
  const PathProblem problem{data, *hyperplanes.source, D, make_loss(options, data)};
  const double beta_max = beta_max_of(problem);
  open_trace(run);
  const auto betas = geometric_betas(beta_max, options.smallest_ratio, options.betas);

  const core::Stopwatch watch;
  const PathScores held_out = cross_validate(run, options, data, betas);
  if (!held_out.scores.empty()) run.record.selection = selection_of(held_out, options.rule);
  const auto wanted = run.record.selection ? static_cast<std::size_t>(run.record.selection->index) : betas.size() - 1;
  const Chosen chosen = walk_all(run, options, problem, betas, held_out, wanted);
  run.record.seconds_solve = run.comm.max(watch.seconds());

  run.record.beta = chosen.beta;
  run.record.beta_max = beta_max;
  const GlobalBounds bounds{certificate::GlobalDual(problem.loss, data.group, chosen.beta).shattered(), {}, false};
  record_point(run, D, chosen.solution, bounds);
  run.record.status = report_status(chosen.solution.status);
  const auto network = network_of(problem, options, chosen.beta, chosen.solution);
  record_scores(run, data, network);
  write_network(run, network);
}

}  // namespace

report::RunRecord train_path(const core::Communicator& comm, const PathOptions& options,
                             const nlohmann::ordered_json& effective_options, core::Log& log) {
  refuse_contradictions(options);
  Run run(comm, log, options, effective_options);
  run.record.gap = options.gap;
  run_and_report(run, [&] { run_pipeline(run, options); });
  return run.record;
}

}  // namespace heaviside::pipeline
