#include "heaviside/pipeline/grid.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <thread>

#include "grid_queue.hpp"
#include "heaviside/core/files.hpp"
#include "heaviside/core/partition.hpp"
#include "heaviside/core/signals.hpp"
#include "heaviside/core/subgroup.hpp"
#include "heaviside/network/file.hpp"
#include "heaviside/pipeline/grid_results.hpp"
#include "heaviside/pipeline/group_size.hpp"
#include "heaviside/report/store.hpp"

namespace heaviside::pipeline {
namespace {

using nlohmann::ordered_json;

constexpr double seconds_between_tables = 10;
constexpr auto pause_of_the_root = std::chrono::milliseconds(5);

std::string about(double seconds) {
  if (seconds < 120) return std::to_string(std::lround(seconds)) + " s";
  if (seconds < 7200) return std::to_string(std::lround(seconds / 60)) + " min";
  return std::to_string(std::lround(seconds / 3600)) + " h";
}

/// A run of a grid, on every rank.
class GridRun {
 public:
  GridRun(const core::Communicator& world, const GridOptions& options, GridMethods methods, core::Log& log)
      : world_(world), options_(options), methods_(methods), log_(log), stop_(options.time_limit) {}

  GridSummary run() {
    file_ = parse_grid(options_.grid, core::read_text(world_, options_.grid));
    cells_ = grid_cells(world_, file_, methods_, log_);
    world_.on_root([&] {
      core::create_folder(store_of(options_.out));
      for (const auto& place : refresh())
        log_.warn(place +
                  " is no whole record: a run was killed as it wrote it, or the file was damaged; what it told of "
                  "is trained again unless another record has it");
    });
    choose_cells();
    const GridQueue queue(world_, pending());
    {
      const int group_size = size_of_groups(queue);
      log_.note(std::to_string(summary_.cells) + " cells, " + std::to_string(summary_.before) + " done before, " +
                std::to_string(queue.size()) + " to run, " + std::to_string(group_size) +
                (group_size == 1 ? " rank a cell" : " ranks a cell"));
      const int groups = world_.size() / group_size;
      const core::Subgroup group(world_, core::owner(world_.size(), groups, world_.rank()));
      work(group.comm(), queue);
      if (group.comm().is_root()) queue.leave();
      watch_the_others(queue, groups);
    }
    refuse_together();
    return summarise(queue);
  }

 private:
  /// The cells of this shard, and which of them are to be run, the same on every rank.
  void choose_cells() {
    std::vector<const GridCell*> ordered;
    for (const auto& cell : cells_) ordered.push_back(&cell);
    longest_first(ordered);
    attempts_.assign(cells_.size(), 0);
    for (std::size_t k = 0; k < ordered.size(); ++k) {
      if (static_cast<std::int64_t>(k) % options_.shard.count != options_.shard.index) continue;
      mine_.push_back(ordered[k]);
      if (world_.is_root()) attempts_[index_of(*ordered[k])] = attempt_at(*ordered[k]);
    }
    summary_.cells = static_cast<std::int64_t>(mine_.size());
    world_.broadcast(std::span(attempts_));
    summary_.before = world_.broadcast(summary_.before);
  }

  /// The number of the attempt that this run is to make at a cell; 0: none. Root only; counts what is done already.
  std::int64_t attempt_at(const GridCell& cell) {
    const auto record = records_.find(cell.hash);
    const bool recorded = record != records_.end();
    if (recorded && options_.retry_failed && has_failed(record->second))
      return record->second.at("attempt").get<std::int64_t>() + 1;
    if (recorded && !has_failed(record->second) && is_damaged(cell))
      return record->second.at("attempt").get<std::int64_t>() + 1;
    if (recorded) ++summary_.before;
    return recorded || options_.retry_failed ? 0 : 1;
  }

  /// Whether the network of a finished cell is there, but is none. Root only.
  bool is_damaged(const GridCell& cell) {
    const auto model = folder_of(cell) / "model.json";
    if (!std::filesystem::exists(model)) return false;
    try {
      network::read_model(core::Communicator::self(), model);
      return false;
    } catch (const core::CollectiveError& error) {
      log_.warn(error.what() + std::string("; its cell is trained again"));
      return true;
    }
  }

  std::filesystem::path folder_of(const GridCell& cell) const {
    return std::filesystem::path(options_.out) / "cells" / cell.hash;
  }

  std::vector<const GridCell*> pending() const {
    std::vector<const GridCell*> chosen;
    for (const auto* cell : mine_) {
      if (attempts_[index_of(*cell)] > 0) chosen.push_back(cell);
    }
    return chosen;
  }
  std::size_t index_of(const GridCell& cell) const { return static_cast<std::size_t>(&cell - cells_.data()); }

  int size_of_groups(const GridQueue& queue) const {
    std::vector<double> costs;
    for (std::int64_t item = 0; item < queue.size(); ++item) costs.push_back(queue[item].cost);
    const std::int64_t asked =
        options_.group_size == automatic_group_size ? best_group_size(costs, world_.size()) : options_.group_size;
    return static_cast<int>(std::min<std::int64_t>(asked, world_.size()));
  }

  /// The name of this rank's file of records: no two programs that may run at the same time share one.
  std::string writer_name() const {
    const auto& shard = options_.shard;
    const std::string part =
        shard.count > 1 ? "shard" + std::to_string(shard.index + 1) + "of" + std::to_string(shard.count) + "-" : "";
    return part + "rank" + std::to_string(world_.rank());
  }

  /// Takes cells until none is left. What must end the whole grid is kept for refuse_together(): the other groups are
  /// not here to hear of it.
  void work(const core::Communicator& group, const GridQueue& queue) {
    try {
      std::optional<report::StoreWriter> store;
      group.on_root([&] { store.emplace(store_of(options_.out), writer_name()); });
      while (stop_.ask(group) == core::StopReason::none) {
        const std::int64_t item = group.broadcast(group.is_root() ? queue.take() : 0);
        if (item >= queue.size()) return;
        const auto record = run_cell(group, queue[item]);
        if (record.is_null()) break;
        group.on_root([&] {
          store->append(record);
          queue.finish(item, has_failed(record));
          if (world_.is_root()) show(queue);
        });
      }
    } catch (const core::CollectiveError& error) {
      if (group.is_root()) fault_ = std::string(error.what()) + '\n';
    }
    if (group.is_root()) queue.close();
  }

  /// The record of a cell; null if the grid was stopped before the cell was done.
  ordered_json run_cell(const core::Communicator& group, const GridCell& cell) {
    ordered_json record = {{"cell", cell.hash}, {"attempt", attempts_[index_of(cell)]}, {"method", cell.point.method}};
    const auto fail = [&](core::ExitCode code, const std::string& error) {
      record["code"] = static_cast<int>(code);
      record["error"] = error;
    };
    std::vector<std::string> warnings;
    try {
      auto result = train(group, cell, warnings);
      if (result.code == core::ExitCode::interrupted && stop_.ask(group) != core::StopReason::none) return {};
      record["code"] = static_cast<int>(result.code);
      if (!warnings.empty()) record["warnings"] = warnings;
      for (const char* name : {"options", "versions"}) result.report.erase(name);  // report.json has them
      record["report"] = std::move(result.report);
    } catch (const core::CollectiveError& error) {
      fail(error.code(), error.what());
    } catch (const std::exception& error) {
      if (group.size() > 1) throw;  // the others of the group wait for this rank: nothing but the job's end helps them
      fail(core::ExitCode::internal, error.what());
    }
    return record;
  }

  GridMethod::Result train(const core::Communicator& group, const GridCell& cell, std::vector<std::string>& warnings) {
    core::Log silent(group, warnings);
    std::optional<double> left;
    if (options_.time_limit) left = std::max(1e-3, *options_.time_limit - stop_.seconds());
    return make_run(cell.point, methods_)->run(group, folder_of(cell).string(), left, silent);
  }

  void show(const GridQueue& queue) {
    const auto at = queue.progress();
    std::string text = std::to_string(at.done) + " of " + std::to_string(queue.size()) + " cells";
    if (at.failed > 0) text += ", " + std::to_string(at.failed) + " failed";
    if (at.fraction > 0)
      text += ", about " + about(stop_.seconds() * (1 - std::min(1.0, at.fraction)) / at.fraction) + " left";
    log_.progress("grid", at.fraction, text);
    if (stop_.seconds() < next_table_) return;
    next_table_ = stop_.seconds() + seconds_between_tables;
    refresh();
  }

  /// The root has no cell left: it shows what the other groups do, and leaves its core to them.
  void watch_the_others(const GridQueue& queue, int groups) {
    world_.on_root([&] {
      while (queue.progress().groups_left < groups) {
        show(queue);
        std::this_thread::sleep_for(pause_of_the_root);
      }
    });
  }

  /// Throws on every rank what any group met.
  void refuse_together() {
    const auto faults = world_.all_gather(std::span<const char>(fault_));
    if (!faults.empty()) throw core::InputError({faults.begin(), std::find(faults.begin(), faults.end(), '\n')});
  }

  GridSummary summarise(const GridQueue& queue) {
    world_.on_root([&] {
      refresh();
      for (const auto* cell : mine_) {
        const auto record = records_.find(cell->hash);
        if (record == records_.end()) continue;
        if (has_failed(record->second))
          summary_.failed.emplace_back(cell->hash, record->second.at("error").get<std::string>());
        if (!has_failed(record->second) && record->second.at("code") != 0) ++summary_.stopped;
      }
      summary_.run = queue.progress().done;
    });
    const std::int64_t left = summary_.cells - summary_.before - world_.broadcast(summary_.run);
    const bool poor = world_.broadcast(summary_.stopped) > 0 || world_.broadcast(!summary_.failed.empty());
    summary_.outcome = left > 0 ? core::ExitCode::interrupted
                       : poor   ? core::ExitCode::stopped
                                : core::ExitCode::reached;
    return summary_;
  }

  /// Reads what all shards have recorded, and writes the table of it; returns where records are broken. Root only.
  std::vector<std::string> refresh() {
    std::vector<std::string> broken;
    report::alone_in(store_of(options_.out), [&] {
      records_ = read_records(options_.out, broken);
      core::write_file(std::filesystem::path(options_.out) / "results.csv", results_table(file_, cells_, records_));
    });
    return broken;
  }

  const core::Communicator& world_;
  const GridOptions& options_;
  GridMethods methods_;
  core::Log& log_;
  core::StopWatcher stop_;
  GridFile file_;
  std::vector<GridCell> cells_;         // of the grid
  std::vector<const GridCell*> mine_;   // of the shard, longest first
  std::vector<std::int64_t> attempts_;  // of each cell of the grid, the one that this run is to make; 0: none
  GridRecords records_;                 // root only
  GridSummary summary_;
  std::string fault_;  // what ends the grid, a line; root of a group only
  double next_table_ = seconds_between_tables;
};

}  // namespace

GridSummary run_grid(const core::Communicator& world, const GridOptions& options, GridMethods methods, core::Log& log) {
  return GridRun(world, options, methods, log).run();
}

std::optional<Shard> parse_shard(const std::string& text) {
  Shard shard;
  const char* const end = text.data() + text.size();
  const auto [slash, bad_index] = std::from_chars(text.data(), end, shard.index);
  if (bad_index != std::errc() || slash == end || *slash != '/') return std::nullopt;
  const auto [stop, bad_count] = std::from_chars(slash + 1, end, shard.count);
  if (bad_count != std::errc() || stop != end || shard.index < 1 || shard.index > shard.count) return std::nullopt;
  --shard.index;
  return shard;
}

std::string to_text(const GridSummary& summary) {
  std::string text = "cells        " + std::to_string(summary.cells) + "\ndone before  " +
                     std::to_string(summary.before) + "\nrun now      " + std::to_string(summary.run) +
                     "\nleft         " + std::to_string(summary.cells - summary.before - summary.run) +
                     "\nstopped      " + std::to_string(summary.stopped) + "\nfailed       " +
                     std::to_string(summary.failed.size()) + "\n";
  for (const auto& [cell, error] : summary.failed) text += "failed cell  " + cell + ": " + error + "\n";
  return text;
}

}  // namespace heaviside::pipeline
