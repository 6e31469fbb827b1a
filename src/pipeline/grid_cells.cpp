#include "heaviside/pipeline/grid_cells.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <set>
#include <sstream>

#include "heaviside/core/errors.hpp"
#include "heaviside/data/read.hpp"
#include "heaviside/data/sha256.hpp"

namespace heaviside::pipeline {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t hash_digits = 16;

/// The grid says where results go and what is printed.
constexpr std::array<const char*, 5> not_for_cells = {"out", "quiet", "save-dictionary", "resume",
                                                      "checkpoint-interval"};

core::OptionTable::Settings settings_of(const std::vector<GridSetting>& given) {
  core::OptionTable::Settings settings;
  for (const auto& setting : given) settings.push_back({setting.name, setting.value});
  return settings;
}

const GridMethodEntry* find(GridMethods methods, const std::string& name) {
  const auto entry = std::find_if(methods.begin(), methods.end(), [&](const auto& one) { return one.name == name; });
  return entry == methods.end() ? nullptr : &*entry;
}

void check_method(const GridFile& file, const GridPoint& point, GridMethods methods) {
  if (find(methods, point.method) != nullptr) return;
  std::string names;
  for (const auto& entry : methods) names += (names.empty() ? "" : ", ") + entry.name;
  refuse_grid(file.name, point.method_line, "there is no method " + point.method + ": expected one of " + names);
}

/// Finds the line at fault: the first after which the options so far are refused.
[[noreturn]] void refuse_point(const GridFile& file, const GridPoint& point, GridMethods methods) {
  auto given = point.settings;
  std::stable_sort(given.begin(), given.end(), [](const auto& a, const auto& b) { return a.line < b.line; });
  std::vector<GridSetting> so_far;
  for (const auto& setting : given) {
    so_far.push_back(setting);
    try {
      find(methods, point.method)->make()->options().set(settings_of(so_far));
    } catch (const core::InputError& error) {
      refuse_grid(file.name, setting.line, error.what());
    }
  }
  throw std::logic_error("options that are refused together are not refused one after the other");
}

void check_point(const GridFile& file, const GridPoint& point, GridMethods methods) {
  check_method(file, point, methods);
  for (const auto& setting : point.settings) {
    if (std::find(not_for_cells.begin(), not_for_cells.end(), setting.name) != not_for_cells.end())
      refuse_grid(file.name, setting.line, setting.name + " is not for the cells of a grid");
  }
  const auto run = find(methods, point.method)->make();
  try {
    run->options().set(settings_of(point.settings));
  } catch (const core::InputError&) {
    refuse_point(file, point, methods);
  }
  const std::string missing = run->options().missing_argument();
  if (!missing.empty()) refuse_grid(file.name, point.method_line, missing + " is missing");
}

/// Knows the content of files, each read once. Root only.
class Contents {
 public:
  struct Data {
    std::string identity;
    double rows = 0;
    double features = 0;
  };

  /// Data that cannot be understood are known by what is wrong with them.
  const Data& data(const data::ReadOptions& reading, const std::string& key) {
    const auto known = data_.find(key);
    if (known != data_.end()) return known->second;
    std::vector<std::string> warnings;
    core::Log silent(core::Communicator::self(), warnings);
    Data content;
    try {
      const data::Table table = data::read_table(core::Communicator::self(), reading, silent);
      content = {table.sha256, static_cast<double>(table.X.rows()), static_cast<double>(table.X.cols())};
    } catch (const core::CollectiveError& error) {
      if (!reading.source.starts_with("builtin:")) file(reading.source);  // refuses what cannot be read
      content.identity = error.what();
    }
    return data_[key] = content;
  }

  const std::string& file(const std::string& path) {
    const auto known = files_.find(path);
    if (known != files_.end()) return known->second;
    errno = 0;
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream content;
    content << stream.rdbuf();
    if (errno != 0 || !stream.is_open()) throw core::InputError("cannot read " + path + ": " + std::strerror(errno));
    return files_[path] = data::sha256(content.str());
  }

 private:
  std::map<std::string, Data> data_;
  std::map<std::string, std::string> files_;
};

/// The options that say how data are read: they stand first in the table of every method.
std::string reading_key(const data::ReadOptions& reading) {
  ordered_json key = {reading.source,  reading.format,      reading.label,   static_cast<int>(reading.missing),
                      reading.one_hot, reading.labels_file, reading.classes, reading.weights_file};
  return key.dump();
}

/// Fills in hash and cost. Root only.
void identify(GridCell& cell, GridMethods methods, Contents& contents) {
  const auto run = make_run(cell.point, methods);
  const data::ReadOptions reading = run->reading();
  const auto& data = contents.data(reading, reading_key(reading));
  ordered_json identity = run->options().values();
  for (const char* name : not_for_cells) identity.erase(name);
  identity["data"] = data.identity;
  for (const auto& [option, paths] : run->files()) {
    identity[option] = ordered_json::array();
    for (const auto& path : paths) identity[option].push_back(contents.file(path));
  }
  const std::string text = cell.point.method + "\n" + identity.dump();
  cell.hash = data::sha256(text).substr(0, hash_digits);
  cell.cost = run->cost(data.rows, data.features);
}

/// The line of a point that names a file which could not be read.
int line_naming(const GridPoint& point, const std::string& error) {
  for (const auto& setting : point.settings) {
    if (error.find(setting.value) != std::string::npos && setting.value.size() > 1) return setting.line;
  }
  return 0;
}

void identify_all(const core::Communicator& comm, const GridFile& file, std::vector<GridCell>& cells,
                  GridMethods methods) {
  std::string hashes;
  std::vector<double> costs(cells.size());
  comm.on_root([&] {
    Contents contents;
    for (std::size_t k = 0; k < cells.size(); ++k) {
      try {
        identify(cells[k], methods, contents);
      } catch (const core::InputError& error) {
        refuse_grid(file.name, line_naming(cells[k].point, error.what()), error.what());
      }
      hashes += cells[k].hash;
      costs[k] = cells[k].cost;
    }
  });
  hashes = comm.broadcast(hashes);
  comm.broadcast(std::span(costs));
  for (std::size_t k = 0; k < cells.size(); ++k) {
    cells[k].hash = hashes.substr(k * hash_digits, hash_digits);
    cells[k].cost = costs[k];
  }
}

}  // namespace

std::unique_ptr<GridMethod> make_run(const GridPoint& point, GridMethods methods) {
  auto run = find(methods, point.method)->make();
  run->options().set(settings_of(point.settings));
  return run;
}

std::vector<GridCell> grid_cells(const core::Communicator& comm, const GridFile& file, GridMethods methods,
                                 core::Log& log) {
  std::vector<GridCell> cells;
  for (const auto& point : file.points) {
    check_point(file, point, methods);
    cells.push_back({"", point, 0});
  }
  identify_all(comm, file, cells, methods);
  std::set<std::string> seen;
  const auto repeated = std::erase_if(cells, [&](const GridCell& cell) { return !seen.insert(cell.hash).second; });
  if (repeated > 0) log.note(std::to_string(repeated) + " combinations are the same work as others, and are left out");
  return cells;
}

}  // namespace heaviside::pipeline
