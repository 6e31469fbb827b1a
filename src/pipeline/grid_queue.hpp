/// \file  Which cell is next, and how far all groups are.
#pragma once

#include "heaviside/core/shared_counters.hpp"
#include "heaviside/pipeline/grid_cells.hpp"

namespace heaviside::pipeline {

/// Sorts by predicted cost; cells of equal cost stay in the order of the grid. Local.
void longest_first(std::vector<const GridCell*>& cells);

/// The cells that are to be run, the most expensive first, taken one by one by any group.
class GridQueue {
 public:
  /// \param pending  longest first, the same on every rank
  /// \note Collective.
  GridQueue(const core::Communicator& world, std::vector<const GridCell*> pending);

  /// The next cell, or none. Local: for the root of a group.
  std::int64_t take() const;
  const GridCell& operator[](std::int64_t item) const { return *pending_[static_cast<std::size_t>(item)]; }
  std::int64_t size() const { return static_cast<std::int64_t>(pending_.size()); }

  /// No group takes another cell. Local.
  void close() const;

  /// A cell is recorded. Local.
  void finish(std::int64_t item, bool failed) const;
  /// A group has ended. Local.
  void leave() const;

  struct Progress {
    std::int64_t done = 0;  ///< cells that are recorded
    std::int64_t failed = 0;
    double fraction = 0;  ///< of the predicted cost
    std::int64_t groups_left = 0;
  };
  Progress progress() const;

 private:
  std::vector<const GridCell*> pending_;
  std::vector<std::int64_t> cost_;  // of all, cost_unit in sum
  core::SharedCounters counters_;
};

}  // namespace heaviside::pipeline
