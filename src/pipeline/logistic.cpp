#include "heaviside/pipeline/logistic.hpp"

#include <algorithm>

#include "heaviside/baselines/logistic.hpp"
#include "heaviside/core/errors.hpp"
#include "heaviside/network/metrics.hpp"
#include "heaviside/pipeline/make_network.hpp"
#include "run.hpp"

namespace heaviside::pipeline {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

void refuse_other_tasks(const TrainingData& data) {
  if (data.target.task == data::Task::regression)
    throw core::InputError(data.train.name + ": logistic regression is for classes");
}

/// One class against the others, or the two that there are; labels are -1 and +1.
struct OneOutput {
  Eigen::Index output;
  VectorXd y, y_test;
};

OneOutput output_of(const TrainingData& data, Eigen::Index k) {
  const Eigen::Index outputs = data.target.outputs();
  const auto labels = [&](const VectorXd& y) -> VectorXd {
    return data::wanted_outputs(data.target, y, -1).reshaped(y.size(), outputs).col(k);
  };
  return {k, labels(data.target.y), labels(data.y_test)};
}

void append_to_trace(Run& run, const MatrixXd& Z, const MatrixXd& Z_test, const OneOutput& one,
                     const baselines::LogisticPoint& point) {
  if (!run.trace) return;
  report::TraceRow row{.seconds = run.clock.seconds(),
                       .round = one.output,
                       .iterations = point.iteration,
                       .objective = point.objective,
                       .restricted_gap = point.gap,
                       .train_accuracy = network::accuracy(Z * point.w, one.y)};
  if (Z_test.size() > 0) row.test_accuracy = network::accuracy(Z_test * point.w, one.y_test);
  run.trace->append(row);
}

report::Status status_of(const baselines::LogisticSolution& solution) {
  const auto status = report_status(solution.status);
  return status == report::Status::restricted_optimal ? report::Status::optimal : status;
}

/// The coefficients of every output, K x inputs; objective, gap and status of them all are recorded.
MatrixXd solve(Run& run, const LogisticRequest& request, const TrainingData& data) {
  const MatrixXd Z_test = data.test ? data.map.inputs(data.test->X) : MatrixXd();
  const auto ridge = request.penalty == "l1" ? baselines::Ridge::l1 : baselines::Ridge::l2;
  const core::Stopwatch watch;
  const Eigen::Index outputs = data.target.outputs();
  MatrixXd linear(outputs, std::ssize(data.train.features) + (data.map.bias ? 1 : 0));
  double lower_bound = 0;
  run.record.status = report::Status::optimal;
  for (Eigen::Index k = 0; k < outputs; ++k) {
    const OneOutput one = output_of(data, k);
    baselines::LogisticOptions options;
    options.gap = request.gap;
    options.max_iterations = request.max_iterations;
    options.stop = &run.stop;
    options.observe = [&](const auto& point) { append_to_trace(run, data.Z, Z_test, one, point); };
    const auto solution =
        baselines::solve_logistic(run.comm, {data.Z, one.y, data.map.bias, ridge, request.beta}, options);
    linear.row(k) = data.map.expand(solution.point.w);
    lower_bound += solution.point.lower_bound;
    run.record.objective += solution.point.objective;
    run.record.iterations += solution.point.iteration;
    if (solution.status != solver::Status::optimal) run.record.status = status_of(solution);
  }
  run.record.restricted_gap = std::max(0.0, (run.record.objective - lower_bound) / run.record.objective);
  run.record.seconds_solve = run.comm.max(watch.seconds());
  return linear;
}

network::Network make_linear(const TrainingData& data, double beta, MatrixXd linear) {
  network::Network network = make_network(data, beta);
  network.loss = "logistic";
  network.linear = std::move(linear);
  return network;
}

void run_pipeline(Run& run, const LogisticRequest& request) {
  const TrainingData data = prepare(run.comm, request, run.log);
  refuse_other_tasks(data);
  record_data(run, data);
  create_results_folder(run);
  open_trace(run);
  run.record.beta = request.beta;
  const network::Network network = make_linear(data, request.beta, solve(run, request, data));
  record_scores(run, data, network);
  write_network(run, network);
}

}  // namespace

report::RunRecord train_logistic(const core::Communicator& comm, const LogisticRequest& request,
                                 const nlohmann::ordered_json& effective_options, core::Log& log) {
  Run run(comm, log, request, effective_options);
  run_and_report(run, [&] { run_pipeline(run, request); });
  return run.record;
}

}  // namespace heaviside::pipeline
