#include "run.hpp"

#include <algorithm>

#include "heaviside/core/errors.hpp"
#include "heaviside/core/files.hpp"
#include "heaviside/network/file.hpp"
#include "heaviside/pipeline/evaluate.hpp"

namespace heaviside::pipeline {

void create_results_folder(const Run& run) {
  if (run.out) run.comm.on_root([&] { core::create_folder(*run.out); });
}

void open_trace(Run& run, const report::TraceState& kept) {
  if (!run.out) return;
  run.trace.emplace(run.comm, run.file("trace.csv"), kept);
  if (run.comm.is_root() && run.trace->state() != kept)
    run.log.error(
        run.file("trace.csv").string() +
        " does not begin with the rows that were written before the checkpoint: it was damaged or changed, and "
        "begins anew here");
}

void record_data(Run& run, const TrainingData& data) {
  run.record.task = network::task_name(data.target.task);
  run.record.n = data.train.X.rows();
  run.record.d = data.train.X.cols();
  run.record.distinct_rows = *std::ranges::max_element(data.group) + 1;
  run.record.rank = data.Z.cols();
  run.record.data = data.train.name;
  run.record.data_sha256 = data.train.sha256;
}

report::Status report_status(solver::Status status) {
  switch (status) {
    case solver::Status::time_limit:
      return report::Status::time_limit;
    case solver::Status::interrupted:
      return report::Status::interrupted;
    case solver::Status::iteration_limit:
      return report::Status::iteration_limit;
    case solver::Status::optimal:
      break;
  }
  return report::Status::restricted_optimal;
}

void record_point(Run& run, const dictionary::Dictionary& D, const solver::Solution& solution,
                  const GlobalBounds& bounds) {
  const auto& point = solution.certificate;
  run.record.objective = point.objective;
  run.record.restricted_gap = point.gap;
  run.record.bounded_global_gap = bounds.bounded_gap(point.objective);
  run.record.certified_global_gap = bounds.certified_gap(point);
  run.record.global_lower_bound = bounds.lower_bound(point);
  run.record.patterns = D.cols();
  run.record.neurons = point.nonzeros;
  run.record.iterations = solution.effort.iterations;
}

void record_scores(Run& run, const TrainingData& data, const network::Network& network) {
  const auto task = data.target.task;
  Scores scores = score(task, evaluate(run.comm, network, data.train.X), data.target.y);
  run.record.train_accuracy = scores.accuracy;
  if (data.test) {
    scores = score(task, evaluate(run.comm, network, data.test->X), data.y_test);
    run.record.test_accuracy = scores.accuracy;
  }
  run.record.balanced_accuracy = scores.balanced_accuracy;
  run.record.auc = scores.auc;
  run.record.rmse = scores.rmse;
}

void write_network(const Run& run, const network::Network& network) {
  if (run.out) run.comm.on_root([&] { network::write_model(run.file("model.json"), network); });
}

void write_report(Run& run) {
  report::add_provenance(run.comm, run.record);
  run.record.seconds_total = run.clock.seconds();
  if (!run.trace) return;
  run.trace->finish(run.comm);
  run.comm.on_root([&] { report::write_report(run.file("report.json"), run.record); });
}

void run_and_report(Run& run, const std::function<void()>& pipeline) {
  try {
    pipeline();
  } catch (const core::NumericalError&) {
    run.record.status = report::Status::numerical_error;
    write_report(run);
    throw;
  }
  write_report(run);
}

}  // namespace heaviside::pipeline
