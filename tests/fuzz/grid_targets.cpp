// Text that says what to run, grid and option files, and the records of what a grid has run.
#include "heaviside/core/files.hpp"
#include "heaviside/core/options.hpp"
#include "heaviside/data/sha256.hpp"
#include "heaviside/pipeline/grid_file.hpp"
#include "heaviside/pipeline/grid_results.hpp"
#include "support/temporary_folder.hpp"
#include "targets.hpp"
#include "unit/data/reading.hpp"

namespace heaviside::fuzz {
namespace {

void read_grid(const std::string& bytes) {
  accepted([&] { require(!pipeline::parse_grid("grid", bytes).points.empty(), "a grid has points"); });
}

/// A row of every kind.
void read_options(const std::string& bytes) {
  std::string data, text, word = "a";
  std::optional<std::string> optional_text;
  double number = 0.5;
  std::optional<double> optional_number, seconds;
  std::int64_t integer = 1;
  std::uint64_t seed = 0;
  std::vector<std::int64_t> integers;
  std::vector<std::string> list;
  bool on_off = true, flag = false;
  core::OptionTable table("heaviside train DATA", "");
  table.positional(data, "DATA", "").text(text, "text", "", "T").text(optional_text, "optional-text", "", "T");
  table.number(number, "number", core::Interval::open(0, 1), "").number(optional_number, "optional-number", {}, "");
  table.integer(integer, "integer", 1, "", {{"auto", -1}}, {"soon"}).integer(seed, "seed", 0, "");
  table.integers(integers, "integers", 1, "").choice(word, "word", {"a", "b"}, {"c"}, "").on_off(on_off, "on-off", "");
  table.flag(flag, "flag", "").duration(seconds, "seconds", "").list(list, "list", "").later("later", "");
  table.exclusive("number", "optional-number");
  const reading::TemporaryFile file("options", bytes);
  const std::vector<std::string> arguments = {"data", "--config", file.path()};
  if (!accepted([&] { table.parse(core::Communicator::self(), arguments); })) return;
  require(number > 0 && number < 1, "a number is in its range");
  require(integer == -1 || integer >= 1, "an integer is in its range");
  require(!seconds || *seconds > 0, "a time is over zero");
  table.values().dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

/// The bytes as a file of records, and as one record with its checksum; then the table of two cells.
void read_records(const std::string& bytes) {
  const test::TemporaryFolder folder;
  const auto store = pipeline::store_of(folder.path());
  core::create_folder(store);
  core::write_file(store / "raw.records", bytes);
  core::write_file(store / "summed.records", data::sha256(bytes).substr(0, 16) + " " + bytes + "\n");
  std::vector<std::string> broken;
  const auto records = pipeline::read_records(folder.path(), broken);
  for (const auto& [cell, record] : records)
    require(
        record.at("cell") == cell && record.at("code").is_number_integer() && record.at("attempt").is_number_integer(),
        "a record that counts has its keys");
  const auto file = pipeline::parse_grid("grid", "data = x\nseed = 0 1\n");
  pipeline::results_table(file, {{"a", file.points.front()}, {"b", file.points.back()}}, records);
}

}  // namespace

Targets grid_targets() { return {{"grid", read_grid}, {"options", read_options}, {"records", read_records}}; }

}  // namespace heaviside::fuzz
