/// \file  Pipeline step 7: trace.csv, how a run came to its result, a line a check or round.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>

#include "heaviside/core/communicator.hpp"

namespace heaviside::report {

/// A line of trace.csv; what is absent is an empty field.
struct TraceRow {
  double seconds = 0;  ///< since the run began
  std::int64_t round = 0;
  std::int64_t iterations = 0;
  double objective = 0;
  std::optional<double> restricted_gap = std::nullopt;
  std::optional<double> bounded_global_gap = std::nullopt;
  std::optional<double> certified_global_gap = std::nullopt;
  std::int64_t neurons = 0;
  std::optional<double> train_accuracy = std::nullopt;
  std::optional<double> test_accuracy = std::nullopt;
};

/// Writes trace.csv line by line, so that a run that is killed leaves the lines so far.
class TraceWriter {
 public:
  /// Begins the file with the names of the columns, and the first `kept` rows that it has.
  /// \throws core::CollectiveError on every rank (exit 2) where it cannot be opened
  /// \note Collective.
  TraceWriter(const core::Communicator& comm, std::filesystem::path path, std::int64_t kept = 0);

  /// Adds a line, at once on disk. Local; only the root writes. A failure is remembered until finish().
  void append(const TraceRow& row);

  /// \throws core::CollectiveError on every rank (exit 2) where any line could not be written
  /// \note Collective.
  void finish(const core::Communicator& comm);

  /// Rows so far, on the root.
  std::int64_t rows() const { return rows_; }

 private:
  std::filesystem::path path_;
  std::int64_t rows_ = 0;
  std::ofstream file_;  // closed on all but the root
};

}  // namespace heaviside::report
