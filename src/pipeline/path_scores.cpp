#include "path_scores.hpp"

#include "first_hyperplanes.hpp"
#include "heaviside/data/split.hpp"
#include "heaviside/network/metrics.hpp"
#include "heaviside/pipeline/evaluate.hpp"
#include "heaviside/pipeline/loss.hpp"
#include "path_walk.hpp"

namespace heaviside::pipeline {
namespace {

using Eigen::VectorXd;

/// The criterion of every held-out row so far, by beta.
using RowValues = std::vector<std::vector<double>>;

std::vector<data::Split> held_out(const PathOptions& options, Eigen::Index rows) {
  if (options.validation) return {data::split(rows, *options.validation, options.seed)};
  if (options.folds == 0) return {};
  return data::folds(rows, options.folds, options.seed);
}

std::string criterion_of(const PathOptions& options, const TrainingData& data) {
  if (options.criterion != "auto") return options.criterion;
  return data.target.task == data::Task::regression ? "loss" : "error";
}

/// Appends what a fold's held-out rows say to `values`; betas that the fold did not come to are dropped from it.
bool walk_fold(Run& run, const PathOptions& options, const TrainingData& fold, const std::vector<double>& betas,
               const std::string& criterion, RowValues& values) {
  const FirstHyperplanes hyperplanes = choose_hyperplanes(run, options, fold);
  const dictionary::Dictionary D = first_dictionary(run, fold, *hyperplanes.source);
  const PathProblem problem{fold, *hyperplanes.source, D, make_loss(options, fold)};
  std::size_t reached = 0;
  const bool whole = walk(run, options, problem, betas, [&](std::size_t k, const solver::Solution& solution) {
    const auto network = network_of(problem, options, betas[k], solution);
    const VectorXd rows = criterion_values(criterion, options, fold.target, evaluate(run.comm, network, fold.test->X),
                                           fold.y_test, fold.test->weights);
    values[k].insert(values[k].end(), rows.begin(), rows.end());
    reached = k + 1;
    return reached < values.size();
  });
  values.resize(reached);
  return whole;
}

}  // namespace

VectorXd criterion_values(const std::string& criterion, const PathOptions& options, const data::Target& target,
                          const Eigen::MatrixXd& outputs, const VectorXd& y, const VectorXd& weights) {
  if (criterion == "loss") {
    const VectorXd values = make_loss(options, target, y, weights).values(outputs.reshaped());
    return values.reshaped(y.size(), outputs.cols()).rowwise().sum();
  }
  return (network::predicted_classes(outputs).array() != y.array()).cast<double>();
}

PathScores cross_validate(Run& run, const PathOptions& options, const TrainingData& data,
                          const std::vector<double>& betas) {
  PathScores result;
  result.criterion = criterion_of(options, data);
  const auto folds = held_out(options, data.train.X.rows());
  RowValues values(folds.empty() ? 0 : betas.size());
  for (const auto& rows : folds) {
    const TrainingData fold = part(run.comm, data, rows, options);
    std::vector<double> scaled = betas;
    for (double& beta : scaled)
      beta *= static_cast<double>(rows.train.size()) / static_cast<double>(data.train.X.rows());
    const bool whole = walk_fold(run, options, fold, scaled, result.criterion, values);
    ++result.folds;
    result.held_out_rows += static_cast<std::int64_t>(rows.test.size());
    run.log.progress("folds", static_cast<double>(result.folds) / static_cast<double>(folds.size()),
                     std::to_string(result.folds) + " of " + std::to_string(folds.size()));
    if (!whole) break;
  }
  for (const auto& rows : values)
    result.scores.push_back(score_of(Eigen::Map<const VectorXd>(rows.data(), std::ssize(rows))));
  return result;
}

}  // namespace heaviside::pipeline
