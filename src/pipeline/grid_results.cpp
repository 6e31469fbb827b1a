#include "heaviside/pipeline/grid_results.hpp"

#include <algorithm>
#include <array>

#include "heaviside/report/store.hpp"

namespace heaviside::pipeline {
namespace {

using nlohmann::ordered_json;

/// Of ranks and machine, not of the result.
constexpr std::array<const char*, 7> not_in_table = {
    "ranks", "peak_rss_mib_max_rank", "dictionary_mib_max_rank", "kernels", "processor", "commit", "selection"};

/// Text as one field of a line.
std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string field = "\"";
  for (const char letter : text) field += letter == '"' ? "\"\"" : std::string(1, letter);
  return field + "\"";
}

std::string field(const ordered_json& value) {
  if (value.is_null()) return "";
  return quoted(value.is_string() ? value.get<std::string>() : value.dump());
}

std::string setting(const GridPoint& point, const std::string& name) {
  for (const auto& one : point.settings) {
    if (one.name == name) return quoted(one.value);
  }
  return "";
}

/// A data set by the name of its section, or else as the option names it.
std::string dataset(const GridPoint& point) {
  return point.dataset.empty() ? setting(point, "data") : quoted(point.dataset);
}

/// Finished cells of the grid, in its order.
std::vector<std::pair<const GridCell*, const ordered_json*>> finished(const std::vector<GridCell>& cells,
                                                                      const GridRecords& records) {
  std::vector<std::pair<const GridCell*, const ordered_json*>> rows;
  for (const auto& cell : cells) {
    const auto record = records.find(cell.hash);
    if (record != records.end() && !has_failed(record->second)) rows.emplace_back(&cell, &record->second.at("report"));
  }
  return rows;
}

template <class Rows>
std::vector<std::string> report_columns(const Rows& rows) {
  std::vector<std::string> columns;
  for (const auto& [cell, report] : rows) {
    for (const auto& [key, value] : report->items()) {
      const bool known = std::find(columns.begin(), columns.end(), key) != columns.end();
      const bool left_out = std::find(not_in_table.begin(), not_in_table.end(), key) != not_in_table.end();
      if (!known && !left_out && !value.is_structured()) columns.push_back(key);
    }
  }
  return columns;
}

/// Whether a record has the keys of GridRecords.
bool is_whole(const ordered_json& record) {
  const auto has = [&](const char* key, bool (ordered_json::*is_right)() const noexcept) {
    return record.contains(key) && (record.at(key).*is_right)();
  };
  return record.is_object() && has("cell", &ordered_json::is_string) &&
         has("attempt", &ordered_json::is_number_integer) && has("code", &ordered_json::is_number_integer) &&
         (has_failed(record) ? has("error", &ordered_json::is_string) : has("report", &ordered_json::is_object));
}

}  // namespace

std::filesystem::path store_of(const std::filesystem::path& folder) { return folder / "store"; }

bool has_failed(const ordered_json& record) { return record.contains("error"); }

GridRecords read_records(const std::filesystem::path& folder, std::vector<std::string>& broken) {
  GridRecords records;
  auto content = report::read_store(store_of(folder), is_whole);
  broken = std::move(content.broken);
  for (auto& record : content.records) {
    auto& counts = records[record.at("cell").get<std::string>()];
    const bool replaces = counts.is_null() ||
                          (has_failed(counts) && (!has_failed(record) || record.at("attempt") > counts.at("attempt")));
    if (replaces) counts = std::move(record);
  }
  return records;
}

std::string results_table(const GridFile& file, const std::vector<GridCell>& cells, const GridRecords& records) {
  const auto rows = finished(cells, records);
  const auto keys = report_columns(rows);
  std::vector<std::string> options;
  for (const auto& name : file.options) {
    if (std::find(keys.begin(), keys.end(), name) == keys.end() && name != "data") options.push_back(name);
  }
  std::string table = "cell,method,dataset";
  for (const auto& name : options) table += "," + quoted(name);
  for (const auto& key : keys) table += "," + quoted(key);
  table += "\n";
  for (const auto& [cell, report] : rows) {
    table += cell->hash + "," + quoted(cell->point.method) + "," + dataset(cell->point);
    for (const auto& name : options) table += "," + setting(cell->point, name);
    for (const auto& key : keys) table += "," + field(report->value(key, ordered_json()));
    table += "\n";
  }
  return table;
}

}  // namespace heaviside::pipeline
