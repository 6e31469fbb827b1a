/// \file  Pipeline step 7: trace.csv, how a run came to its result, a line a check or round.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

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

/// How far a trace is: its rows, and a checksum (XXH3, 64 bits) of them.
struct TraceState {
  std::int64_t rows = 0;
  std::uint64_t checksum = 0;

  bool operator==(const TraceState&) const = default;
};

/// Writes trace.csv line by line, so that a run that is killed leaves the lines so far.
class TraceWriter {
 public:
  /// Begins the file with the names of the columns, and the rows of `kept` that it has; with none where these are not
  /// what was written then.
  /// \throws core::CollectiveError on every rank (exit 2) where it cannot be opened
  /// \note Collective.
  TraceWriter(const core::Communicator& comm, std::filesystem::path path, const TraceState& kept = {});

  /// Adds a line, at once on disk. Local; only the root writes. A failure is remembered until finish().
  void append(const TraceRow& row);

  /// \throws core::CollectiveError on every rank (exit 2) where any line could not be written
  /// \note Collective.
  void finish(const core::Communicator& comm);

  /// So far, on the root.
  const TraceState& state() const { return state_; }

 private:
  void add(const std::string& row);

  std::filesystem::path path_;
  TraceState state_;
  std::ofstream file_;  // closed on all but the root
};

}  // namespace heaviside::report
