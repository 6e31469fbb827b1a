/// \file  Pipeline step 7: report.json, all that a run found and what it was run with.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "heaviside/core/communicator.hpp"

namespace heaviside::report {

/// How a run ended. Only a certified gap within the requested one makes it globally_optimal; `optimal` is of a convex
/// program without patterns, `finished` of a method that promises no optimum.
enum class Status {
  restricted_optimal,
  globally_optimal,
  optimal,
  finished,
  time_limit,
  interrupted,
  iteration_limit,
  numerical_error
};

/// The status as report.json has it.
std::string name(Status status);

/// One of several networks that were trained from different seeds; fields as in RunRecord.
struct Trial {
  std::uint64_t seed = 0;
  double objective = 0;
  double loss = 0;  ///< what was descended
  std::optional<double> train_accuracy = std::nullopt;
  std::optional<double> test_accuracy = std::nullopt;
  std::int64_t iterations = 0;
};

/// One of several networks that were trained for a class each against all others; fields as in RunRecord.
struct ClassRecord {
  std::string label;
  Status status = Status::iteration_limit;
  double objective = 0;
  double beta = 0;
  std::optional<double> beta_max;
  std::optional<double> restricted_gap;
  std::optional<double> certified_global_gap;
  std::int64_t neurons = 0;
  std::optional<double> train_accuracy;
  std::optional<double> test_accuracy;
};

/// How one beta of a path was chosen by rows that were not trained on.
struct Selection {
  std::string criterion;           ///< error or loss, a mean over the held-out rows
  std::string rule;                ///< best or one-se
  std::int64_t folds = 0;          ///< 1: rows held out once
  std::int64_t held_out_rows = 0;  ///< over all folds
  std::int64_t index = 0;          ///< of the chosen beta on the path, from 0
  double score = 0;                ///< its criterion
  double standard_error = 0;       ///< of that
  std::int64_t best_index = 0;     ///< of the beta with the smallest criterion
  double best_score = 0;
};

/// The report of a run: every field is a key of report.json of the same name; what is absent is null there.
struct RunRecord {
  Status status = Status::iteration_limit;
  std::string task;
  double objective = 0;
  double beta = 0;
  std::optional<double> beta_max;
  std::optional<double> gap;             ///< that was asked for
  std::optional<double> restricted_gap;  ///< gaps are relative
  std::optional<double> bounded_global_gap;
  std::optional<double> certified_global_gap;
  std::optional<double> global_lower_bound;  ///< proven of the objective over all patterns
  std::int64_t cones = 0;                    ///< that branch and bound looked at
  std::int64_t neurons = 0;
  std::int64_t patterns = 0;  ///< of the last dictionary
  std::int64_t rounds = 0;
  std::int64_t iterations = 0;
  std::optional<double> train_accuracy;
  std::optional<double> test_accuracy;
  std::optional<double> balanced_accuracy;  ///< this and the next two: of the test rows, or else of the training rows
  std::optional<double> auc;
  std::optional<double> rmse;
  std::vector<Trial> trials;           ///< empty where one network was trained
  std::vector<ClassRecord> classes;    ///< where each had a training of its own, whose sums and largest beta these are
  std::optional<Selection> selection;  ///< of a path whose beta was chosen
  std::int64_t n = 0;
  std::int64_t d = 0;
  std::int64_t distinct_rows = 0;
  std::int64_t rank = 0;  ///< of the data, with the column of ones where there is a bias
  int ranks = 1;
  double seconds_sample = 0;
  double seconds_assemble = 0;
  double seconds_solve = 0;
  double seconds_refine = 0;
  double seconds_certify = 0;
  double seconds_total = 0;
  double seconds_before = 0;  ///< of the total: in runs that this one went on from, which `seconds_...` leave out
  double peak_rss_mib_max_rank = 0;
  double dictionary_mib_max_rank = 0;
  std::uint64_t seed = 0;
  std::string kernels;    ///< vector instructions in use on the root
  std::string processor;  ///< of the root
  std::string data;       ///< as given
  std::string data_sha256;
  std::string commit;
  nlohmann::ordered_json options = nlohmann::ordered_json::object();  ///< OptionTable::values()
  nlohmann::ordered_json versions = nlohmann::ordered_json::object();
};

/// Fills in what describes program and machine: ranks, peak memory, kernels, processor, commit, versions.
/// \note Collective: one maximum.
void add_provenance(const core::Communicator& comm, RunRecord& record);

/// Flat; NaN and infinity become null. Local.
nlohmann::ordered_json to_json(const RunRecord& record);

/// Writes report.json whole or not at all. Local: for the root.
/// \throws core::InputError  where the file cannot be written
void write_report(const std::filesystem::path& path, const RunRecord& record);

}  // namespace heaviside::report
