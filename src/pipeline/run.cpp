#include "run.hpp"

#include <algorithm>

#include "heaviside/pipeline/evaluate.hpp"

namespace heaviside::pipeline {

void open_trace(Run& run) {
  if (run.out) run.trace.emplace(run.comm, run.file("trace.csv"));
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

void write_report(Run& run) {
  report::add_provenance(run.comm, run.record);
  run.record.seconds_total = run.clock.seconds();
  if (!run.trace) return;
  run.trace->finish(run.comm);
  run.comm.on_root([&] { report::write_report(run.file("report.json"), run.record); });
}

}  // namespace heaviside::pipeline
