#include "heaviside/pipeline/logistic.hpp"

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
  if (data.target.task != data::Task::binary)
    throw core::InputError(data.train.name + ": logistic regression is for two classes");
}

void append_to_trace(Run& run, const TrainingData& data, const MatrixXd& Z_test,
                     const baselines::LogisticPoint& point) {
  if (!run.trace) return;
  report::TraceRow row{.seconds = run.clock.seconds(),
                       .iterations = point.iteration,
                       .objective = point.objective,
                       .restricted_gap = point.gap,
                       .train_accuracy = network::accuracy(data.Z * point.w, data.target.y)};
  if (data.test) row.test_accuracy = network::accuracy(Z_test * point.w, data.y_test);
  run.trace->append(row);
}

baselines::LogisticSolution solve(Run& run, const LogisticRequest& request, const TrainingData& data) {
  const MatrixXd Z_test = data.test ? data.map.inputs(data.test->X) : MatrixXd();
  baselines::LogisticOptions options;
  options.gap = request.gap;
  options.max_iterations = request.max_iterations;
  options.stop = &run.stop;
  options.observe = [&](const auto& point) { append_to_trace(run, data, Z_test, point); };
  const auto ridge = request.penalty == "l1" ? baselines::Ridge::l1 : baselines::Ridge::l2;
  const core::Stopwatch watch;
  auto solution =
      baselines::solve_logistic(run.comm, {data.Z, data.target.y, data.map.bias, ridge, request.beta}, options);
  run.record.seconds_solve = run.comm.max(watch.seconds());
  return solution;
}

network::Network make_linear(const TrainingData& data, double beta, const VectorXd& w) {
  network::Network network = make_network(data, beta);
  network.loss = "logistic";
  network.linear = data.map.expand(w);
  return network;
}

void run_pipeline(Run& run, const LogisticRequest& request) {
  const TrainingData data = prepare(run.comm, request, run.log);
  refuse_other_tasks(data);
  record_data(run, data);
  create_results_folder(run);
  open_trace(run);
  const baselines::LogisticSolution solution = solve(run, request, data);
  run.record.beta = request.beta;
  const auto status = report_status(solution.status);
  run.record.status = status == report::Status::restricted_optimal ? report::Status::optimal : status;
  run.record.objective = solution.point.objective;
  run.record.restricted_gap = solution.point.gap;
  run.record.iterations = solution.point.iteration;
  const network::Network network = make_linear(data, request.beta, solution.point.w);
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
