#include "heaviside/report/trace.hpp"

#include <xxhash.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <string>
#include <vector>

#include "heaviside/core/errors.hpp"

namespace heaviside::report {
namespace {

/// The shortest text that reads back as the same number.
std::string field(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}
std::string field(std::int64_t value) { return std::to_string(value); }
std::string field(const std::optional<double>& value) { return value ? field(*value) : ""; }

TraceState after(const TraceState& state, const std::string& row) {
  return {state.rows + 1, XXH3_64bits_withSeed(row.data(), row.size(), state.checksum)};
}

/// The rows of `kept`, without the names of the columns; none where the file has others.
std::vector<std::string> rows_of(const std::filesystem::path& path, const TraceState& kept) {
  std::vector<std::string> rows;
  if (kept.rows == 0) return rows;
  TraceState state;
  std::ifstream file(path);
  std::string row;
  std::getline(file, row);
  while (state.rows < kept.rows && std::getline(file, row)) {
    state = after(state, row);
    rows.push_back(row);
  }
  return state == kept ? rows : std::vector<std::string>();
}

}  // namespace

TraceWriter::TraceWriter(const core::Communicator& comm, std::filesystem::path path, const TraceState& kept)
    : path_(std::move(path)) {
  comm.on_root([&] {
    const auto rows = rows_of(path_, kept);
    errno = 0;
    file_.open(path_, std::ios::trunc);
    file_ << "seconds,round,iterations,objective,restricted_gap,bounded_global_gap,certified_global_gap,neurons,"
             "train_accuracy,test_accuracy\n";
    for (const auto& row : rows) add(row);
    file_ << std::flush;
    if (!file_) throw core::InputError("cannot write " + path_.string() + ": " + std::strerror(errno));
  });
}

void TraceWriter::append(const TraceRow& row) {
  if (!file_.is_open()) return;
  add(field(row.seconds) + ',' + field(row.round) + ',' + field(row.iterations) + ',' + field(row.objective) + ',' +
      field(row.restricted_gap) + ',' + field(row.bounded_global_gap) + ',' + field(row.certified_global_gap) + ',' +
      field(row.neurons) + ',' + field(row.train_accuracy) + ',' + field(row.test_accuracy));
  file_ << std::flush;
}

void TraceWriter::add(const std::string& row) {
  state_ = after(state_, row);
  file_ << row << '\n';
}

void TraceWriter::finish(const core::Communicator& comm) {
  comm.on_root([&] {
    file_.close();
    if (!file_) throw core::InputError("cannot write " + path_.string() + " to its end: is the disk full?");
  });
}

}  // namespace heaviside::report
