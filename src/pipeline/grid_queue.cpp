#include "grid_queue.hpp"

#include <algorithm>
#include <numeric>

namespace heaviside::pipeline {
namespace {

enum Counter { next, done, failed_cells, cost_done, left, counters };

constexpr double cost_unit = 1e12;
constexpr std::int64_t closed = std::int64_t{1} << 40;  // more cells than there are

}  // namespace

void longest_first(std::vector<const GridCell*>& cells) {
  std::stable_sort(cells.begin(), cells.end(), [](const auto* a, const auto* b) { return a->cost > b->cost; });
}

GridQueue::GridQueue(const core::Communicator& world, std::vector<const GridCell*> pending)
    : pending_(std::move(pending)), counters_(world, counters) {
  const double total =
      std::accumulate(pending_.begin(), pending_.end(), 0.0, [](double sum, const auto* c) { return sum + c->cost; });
  for (const auto* cell : pending_)
    cost_.push_back(static_cast<std::int64_t>(total > 0 ? cell->cost / total * cost_unit : 0));
}

std::int64_t GridQueue::take() const { return counters_.add(next, 1); }

void GridQueue::close() const { counters_.add(next, closed); }

void GridQueue::finish(std::int64_t item, bool failed) const {
  counters_.add(cost_done, cost_[static_cast<std::size_t>(item)]);
  if (failed) counters_.add(failed_cells, 1);
  counters_.add(done, 1);
}

void GridQueue::leave() const { counters_.add(left, 1); }

GridQueue::Progress GridQueue::progress() const {
  return {counters_.add(done, 0), counters_.add(failed_cells, 0),
          static_cast<double>(counters_.add(cost_done, 0)) / cost_unit, counters_.add(left, 0)};
}

}  // namespace heaviside::pipeline
