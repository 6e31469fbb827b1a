// Data files of every format, and the arrays of saved dictionaries.
#include "heaviside/data/npy.hpp"
#include "heaviside/data/target.hpp"
#include "targets.hpp"
#include "unit/data/reading.hpp"

namespace heaviside::fuzz {
namespace {

using data::ReadOptions;
using data::Table;
using reading::TemporaryFile;

/// What every table promises, and what is done with it next.
void check(const Table& table, const ReadOptions& options) {
  require(table.X.rows() > 0 && table.X.cols() > 0, "a table has rows and features");
  require(table.X.allFinite(), "the numbers of a table are finite");
  require(std::ssize(table.features) == table.X.cols(), "each feature has a name");
  require(table.labels.empty() || std::ssize(table.labels) == table.X.rows(), "each row has a label");
  ReadOptions again = options;
  again.like = &table.encoding;
  require(reading::read(again).X == table.X, "its own encoding makes the same table again");
  core::Log log(core::Communicator::self(), true);
  accepted([&] { data::interpret(table, data::Task::automatic, log); });
}

void read_checked(const ReadOptions& options) {
  accepted([&] { check(reading::read(options), options); });
}

/// A reader of tables; no format: by content. Missing values are refused, and filled.
Target table_target(const std::string& format) {
  return [format](const std::string& bytes) {
    const TemporaryFile file("data", bytes);
    ReadOptions options;
    options.source = file.path();
    options.format = format;
    read_checked(options);
    options.missing = data::Missing::mean;
    options.expected_features = std::vector<std::string>{"a", "b"};
    read_checked(options);
  };
}

/// Images without labels, and the labels of two images.
void read_idx(const std::string& bytes) {
  table_target("idx")(bytes);
  using namespace std::string_literals;
  const TemporaryFile images("images", "\0\0\x08\x02\0\0\0\x02\0\0\0\x01\x07\x09"s);
  const TemporaryFile labels("labels", bytes);
  ReadOptions options;
  options.source = images.path();
  options.labels_file = labels.path();
  read_checked(options);
}

void read_one_hot(const std::string& bytes) {
  const TemporaryFile file("data", bytes);
  ReadOptions options;
  options.source = file.path();
  options.format = "csv";
  options.one_hot = {"0", "a"};
  options.label = "-1";
  read_checked(options);
}

void read_dictionary(const std::string& bytes) {
  const TemporaryFile file("dictionary.npy", bytes);
  accepted([&] { require(data::read_npy_matrix(file.path()).allFinite(), "the numbers of an array are finite"); });
  accepted([&] {
    const auto array = data::read_npy_bytes(file.path());
    require(std::ssize(array.values) == array.rows * array.cols, "an array has rows x columns bytes");
  });
}

}  // namespace

Targets data_targets() {
  Targets all = {
      {"data", table_target("")}, {"idx", read_idx}, {"one-hot", read_one_hot}, {"dictionary", read_dictionary}};
  for (const char* format : {"csv", "libsvm", "npy", "cifar10"}) all[format] = table_target(format);
  return all;
}

}  // namespace heaviside::fuzz
