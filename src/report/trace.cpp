#include "heaviside/report/trace.hpp"

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

/// Rows of a trace, without the names of the columns: at most so many, as whole as they are.
std::vector<std::string> first_rows(const std::filesystem::path& path, std::int64_t most) {
  std::vector<std::string> rows;
  if (most == 0) return rows;
  std::ifstream file(path);
  std::string row;
  std::getline(file, row);
  while (static_cast<std::int64_t>(rows.size()) < most && std::getline(file, row)) rows.push_back(row);
  return rows;
}

}  // namespace

TraceWriter::TraceWriter(const core::Communicator& comm, std::filesystem::path path, std::int64_t kept)
    : path_(std::move(path)) {
  comm.on_root([&] {
    const auto rows = first_rows(path_, kept);
    rows_ = static_cast<std::int64_t>(rows.size());
    errno = 0;
    file_.open(path_, std::ios::trunc);
    file_ << "seconds,round,iterations,objective,restricted_gap,bounded_global_gap,certified_global_gap,neurons,"
             "train_accuracy,test_accuracy\n";
    for (const auto& row : rows) file_ << row << '\n';
    file_ << std::flush;
    if (!file_) throw core::InputError("cannot write " + path_.string() + ": " + std::strerror(errno));
  });
}

void TraceWriter::append(const TraceRow& row) {
  if (!file_.is_open()) return;
  ++rows_;
  file_ << field(row.seconds) << ',' << field(row.round) << ',' << field(row.iterations) << ',' << field(row.objective)
        << ',' << field(row.restricted_gap) << ',' << field(row.bounded_global_gap) << ','
        << field(row.certified_global_gap) << ',' << field(row.neurons) << ',' << field(row.train_accuracy) << ','
        << field(row.test_accuracy) << '\n'
        << std::flush;
}

void TraceWriter::finish(const core::Communicator& comm) {
  comm.on_root([&] {
    file_.close();
    if (!file_) throw core::InputError("cannot write " + path_.string() + " to its end: is the disk full?");
  });
}

}  // namespace heaviside::report
