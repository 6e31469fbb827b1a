#include "heaviside/report/trace.hpp"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <string>

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

}  // namespace

TraceWriter::TraceWriter(const core::Communicator& comm, std::filesystem::path path) : path_(std::move(path)) {
  comm.on_root([&] {
    errno = 0;
    file_.open(path_, std::ios::trunc);
    file_ << "seconds,round,iterations,objective,restricted_gap,bounded_global_gap,certified_global_gap,neurons,"
             "train_accuracy,test_accuracy\n"
          << std::flush;
    if (!file_) throw core::InputError("cannot write " + path_.string() + ": " + std::strerror(errno));
  });
}

void TraceWriter::append(const TraceRow& row) {
  if (!file_.is_open()) return;
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
