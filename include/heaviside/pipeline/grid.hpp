/// \file  Many runs as one: the cells of a grid file, shared out over groups of ranks, each done once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "heaviside/pipeline/grid_method.hpp"

namespace heaviside::pipeline {

/// One of several parts of a grid that are run as programs of their own: every count-th cell, the longest first.
struct Shard {
  std::int64_t index = 0;
  std::int64_t count = 1;
};

/// "2/5" -> the second of five; none where the text is no such part. Local.
std::optional<Shard> parse_shard(const std::string& text);

/// As a group size: by predicted cost.
inline constexpr std::int64_t automatic_group_size = 0;

struct GridOptions {
  std::string grid;                                ///< the grid file
  std::string out;                                 ///< folder of the results; what it holds already is not done again
  std::int64_t group_size = automatic_group_size;  ///< ranks that work on a cell together, at least
  std::optional<double> time_limit;                ///< seconds
  Shard shard;
  bool retry_failed = false;  ///< run the cells that failed, and no others
};

struct GridSummary {
  std::int64_t cells = 0;    ///< of the grid, or of the shard; so are all numbers
  std::int64_t before = 0;   ///< done by earlier runs, failed ones too
  std::int64_t run = 0;      ///< done by this one, failed ones too
  std::int64_t stopped = 0;  ///< finished cells that ended before the gap that they were asked for
  std::vector<std::pair<std::string, std::string>> failed;  ///< cell and error
  core::ExitCode outcome = core::ExitCode::reached;
};

/// Runs the cells that the folder has no record of, the most expensive first; each free group takes the next. A cell
/// writes its files to OUT/cells/HASH, then its record to OUT/store; OUT/results.csv is made of all records there,
/// whichever shard wrote them.
///
/// \returns  on the root; elsewhere only `outcome` is set, which is `stopped` where cells failed or stopped early,
///           `interrupted` where
///           cells are left
/// \throws core::CollectiveError on every rank: a bad grid file, another run in the same folder, a full disk
/// \note Collective. Ranks must be able to open the same files.
GridSummary run_grid(const core::Communicator& world, const GridOptions& options, GridMethods methods, core::Log& log);

/// What there was to do, what was done, and the failed cells with their errors.
std::string to_text(const GridSummary& summary);

}  // namespace heaviside::pipeline
