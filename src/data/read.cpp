#include "heaviside/data/read.hpp"

#include <new>

#include "broadcast.hpp"
#include "heaviside/core/errors.hpp"
#include "heaviside/core/pages.hpp"
#include "heaviside/data/classes.hpp"
#include "heaviside/data/sha256.hpp"
#include "missing.hpp"
#include "readers.hpp"
#include "text.hpp"

namespace heaviside::data {
namespace {

/// The format that the content of a file shows.
std::string detect_format(const File& file) {
  if (looks_like_npy(file)) return "npy";
  if (looks_like_cifar10(file)) return "cifar10";
  if (looks_like_idx(file)) return "idx";
  if (file.bytes().find('\0') != std::string::npos) {
    refuse(file, "expected csv, libsvm, npy, idx or cifar10, found binary data of no known type: say --format");
  }
  return looks_like_libsvm(file) ? "libsvm" : "csv";
}

/// Options that only some formats can follow are refused where they cannot be followed.
void check_options(const std::string& format, const ReadOptions& options) {
  const auto fail = [&](const std::string& what) { throw core::InputError(options.source + ": " + what); };
  if (!options.label.empty() && format != "csv" && format != "npy") {
    fail("--label " + options.label + ": " + format + " data say themselves where their labels are");
  }
  if (!options.one_hot.empty() && options.like == nullptr && format != "csv") {
    fail("--one-hot " + options.one_hot.front() + ": " + format + " data have no text columns");
  }
  if (!options.labels_file.empty() && format != "idx") {
    fail("--labels-file " + options.labels_file + ": only idx data have their labels in a file of their own");
  }
}

Table read_file(const ReadOptions& options, core::Log& log) {
  const File file = load_file(options.source);
  const std::string format = options.format.empty() ? detect_format(file) : options.format;
  check_options(format, options);
  Table table;
  if (format == "csv") {
    table = read_csv(file, options, log);
  } else if (format == "libsvm") {
    table = read_libsvm(file, options);
  } else if (format == "npy") {
    table = read_npy(file, options);
  } else if (format == "idx") {
    table = read_idx(file, options);
  } else if (format == "cifar10") {
    table = read_cifar10(file, options);
  } else {
    throw core::InputError("--format: expected csv, libsvm, npy, idx or cifar10, found " + shown(format));
  }
  if (table.sha256.empty()) table.sha256 = sha256(file.stored);
  log.note(file.name + ": " + format + ", " + std::to_string(table.X.rows()) + " rows, " +
           std::to_string(table.X.cols()) + " features" + (table.labelled() ? "" : ", no labels"));
  return table;
}

/// Checksum of the numbers themselves: X by columns, then y.
std::string sha256_of_numbers(const Table& table) {
  std::vector<double> y;
  for (const auto& label : table.labels) y.push_back(std::stod(label));
  const auto X = std::span(table.X.data(), static_cast<std::size_t>(table.X.size()));
  return sha256({std::as_bytes(X), std::as_bytes(std::span(y))});
}

void set_weights(const ReadOptions& options, Table& table) {
  const File file = load_file(options.weights_file);
  table.weights = read_weights(file, table.X.rows(), options.source);
  table.sha256 = sha256({std::as_bytes(std::span(table.sha256)), std::as_bytes(std::span(file.stored))});
}

Table read_on_root(const ReadOptions& options, core::Log& log) try {
  const core::OwnPages scope;  // no file leaves a gap in the heap
  Table table;
  if (options.source.starts_with("builtin:")) {
    check_options("built-in", options);
    table = read_builtin(options);
    table.sha256 = sha256_of_numbers(table);
  } else {
    table = read_file(options, log);
  }
  table.name = options.source;
  if (!options.weights_file.empty()) set_weights(options, table);
  if (!options.classes.empty()) table = take_classes(std::move(table), options.classes, options.like == nullptr);
  fill_missing(table, options);
  return table;
} catch (const std::bad_alloc&) {
  throw core::InputError(options.source + ": the data do not fit into the memory of this machine");
}

}  // namespace

Table read_table(const core::Communicator& comm, const ReadOptions& options, core::Log& log) {
  Table table;
  comm.on_root([&] { table = read_on_root(options, log); });
  broadcast(comm, table);
  return table;
}

}  // namespace heaviside::data
