#include "heaviside/report/record.hpp"

#include "heaviside/core/cpu.hpp"
#include "heaviside/core/files.hpp"
#include "heaviside/data/checksum.hpp"
#include "heaviside/report/provenance.hpp"

namespace heaviside::report {
namespace {

nlohmann::ordered_json or_null(const std::optional<double>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

nlohmann::ordered_json json_of(const Trial& trial) {
  return {{"seed", trial.seed},
          {"objective", trial.objective},
          {"loss", trial.loss},
          {"train_accuracy", or_null(trial.train_accuracy)},
          {"test_accuracy", or_null(trial.test_accuracy)},
          {"iterations", trial.iterations}};
}

nlohmann::ordered_json json_of(const ClassRecord& record) {
  return {{"label", record.label},
          {"status", name(record.status)},
          {"objective", record.objective},
          {"beta", record.beta},
          {"beta_max", or_null(record.beta_max)},
          {"restricted_gap", or_null(record.restricted_gap)},
          {"certified_global_gap", or_null(record.certified_global_gap)},
          {"neurons", record.neurons},
          {"train_accuracy", or_null(record.train_accuracy)},
          {"test_accuracy", or_null(record.test_accuracy)}};
}

template <class Item>
nlohmann::ordered_json json_of(const std::vector<Item>& items) {
  auto list = nlohmann::ordered_json::array();
  for (const auto& item : items) list.push_back(json_of(item));
  return list;
}

nlohmann::ordered_json json_of(const std::optional<Selection>& selection) {
  if (!selection) return nullptr;
  return {{"criterion", selection->criterion},
          {"rule", selection->rule},
          {"folds", selection->folds},
          {"held_out_rows", selection->held_out_rows},
          {"index", selection->index},
          {"score", selection->score},
          {"standard_error", selection->standard_error},
          {"best_index", selection->best_index},
          {"best_score", selection->best_score}};
}

}  // namespace

std::string name(Status status) {
  switch (status) {
    case Status::restricted_optimal:
      return "restricted_optimal";
    case Status::globally_optimal:
      return "globally_optimal";
    case Status::optimal:
      return "optimal";
    case Status::finished:
      return "finished";
    case Status::time_limit:
      return "time_limit";
    case Status::interrupted:
      return "interrupted";
    case Status::iteration_limit:
      return "iteration_limit";
    case Status::numerical_error:
      break;
  }
  return "numerical_error";
}

void add_provenance(const core::Communicator& comm, RunRecord& record) {
  record.ranks = comm.size();
  record.peak_rss_mib_max_rank = peak_rss_mib_max_rank(comm);
  record.kernels = core::name(core::instruction_set());
  record.processor = processor();
  record.commit = commit();
  record.versions = versions();
}

nlohmann::ordered_json to_json(const RunRecord& record) {
  return {{"status", name(record.status)},
          {"task", record.task},
          {"objective", record.objective},
          {"beta", record.beta},
          {"beta_max", or_null(record.beta_max)},
          {"gap", or_null(record.gap)},
          {"restricted_gap", or_null(record.restricted_gap)},
          {"bounded_global_gap", or_null(record.bounded_global_gap)},
          {"certified_global_gap", or_null(record.certified_global_gap)},
          {"global_lower_bound", or_null(record.global_lower_bound)},
          {"cones", record.cones},
          {"neurons", record.neurons},
          {"patterns", record.patterns},
          {"rounds", record.rounds},
          {"iterations", record.iterations},
          {"train_accuracy", or_null(record.train_accuracy)},
          {"test_accuracy", or_null(record.test_accuracy)},
          {"balanced_accuracy", or_null(record.balanced_accuracy)},
          {"auc", or_null(record.auc)},
          {"rmse", or_null(record.rmse)},
          {"trials", json_of(record.trials)},
          {"classes", json_of(record.classes)},
          {"selection", json_of(record.selection)},
          {"n", record.n},
          {"d", record.d},
          {"distinct_rows", record.distinct_rows},
          {"rank", record.rank},
          {"ranks", record.ranks},
          {"seconds_sample", record.seconds_sample},
          {"seconds_assemble", record.seconds_assemble},
          {"seconds_solve", record.seconds_solve},
          {"seconds_refine", record.seconds_refine},
          {"seconds_certify", record.seconds_certify},
          {"seconds_total", record.seconds_total},
          {"seconds_before", record.seconds_before},
          {"peak_rss_mib_max_rank", record.peak_rss_mib_max_rank},
          {"dictionary_mib_max_rank", record.dictionary_mib_max_rank},
          {"seed", record.seed},
          {"kernels", record.kernels},
          {"processor", record.processor},
          {"data", record.data},
          {"data_sha256", record.data_sha256},
          {"commit", record.commit},
          {"options", record.options},
          {"versions", record.versions}};
}

void write_report(const std::filesystem::path& path, const RunRecord& record) {
  using nlohmann::ordered_json;
  const std::string text = to_json(record).dump(2, ' ', false, ordered_json::error_handler_t::replace);
  core::write_file(path, data::with_checksum(text.substr(0, text.rfind('\n')) + ","));
}

}  // namespace heaviside::report
