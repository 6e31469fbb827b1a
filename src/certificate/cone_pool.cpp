#include "cone_pool.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "cone_numbers.hpp"

namespace heaviside::certificate {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr std::size_t cones_a_round = 256;
constexpr std::int64_t nodes_a_cone = 1 << 12;
constexpr std::int64_t nodes_of_few = 1 << 8;  // a cone, while there are too few to share
constexpr std::int64_t patience = 1 << 20;     // nodes, and as many as were needed for it, after the first find
constexpr std::size_t most_found = 256;

bool less_promising(const Cone& a, const Cone& b) { return a.bound < b.bound; }

}  // namespace

ConePool::ConePool(const core::Communicator& comm, ConeSearch search)
    : comm_(comm), search_(std::move(search)), open_(search_.roots()), closed_(search_.total_weight()) {}

std::vector<Cone> ConePool::take_round() {
  std::vector<Cone> round;
  while (!open_.empty() && round.size() < cones_a_round) {
    std::pop_heap(open_.begin(), open_.end(), less_promising);
    round.push_back(std::move(open_.back()));
    open_.pop_back();
  }
  return round;
}

/// Ranks take the cones in turn; what each found, in the order of the round, on every rank. When it is time to stop
/// they leave the rest as it is.
std::vector<Exploration> ConePool::explore(const std::vector<Cone>& round, const Goal& goal, double best,
                                           const core::StopWatcher* stop, core::StopReason& stopped) {
  NumberWriter mine;
  auto due = core::StopReason::none;
  const auto ranks = static_cast<std::size_t>(comm_.size());
  for (auto k = static_cast<std::size_t>(comm_.rank()); k < round.size(); k += ranks) {
    Exploration explored;
    explored.best = best;
    if (stop != nullptr && due == core::StopReason::none) due = stop->due();
    if (due == core::StopReason::none) {
      search_.forget();
      search_.explore(round[k], goal, explored);
    } else {
      explored.open.push_back(round[k]);
    }
    mine.add_count(static_cast<std::int64_t>(k));
    mine.add(explored);
  }
  const auto all = comm_.all_gather(mine.values());
  std::vector<Exploration> explored(round.size());
  for (NumberReader reader(all, search_.dimension()); !reader.at_end();) {
    const auto k = static_cast<std::size_t>(reader.count());
    explored[k] = reader.exploration();
  }
  stopped = static_cast<core::StopReason>(comm_.max(static_cast<std::int64_t>(due)));
  return explored;
}

void ConePool::merge(std::vector<Exploration> explored, double target, PoolResult& result) {
  for (Exploration& one : explored) {
    result.nodes += one.nodes;
    closed_ = std::max(closed_, one.closed);
    if (one.direction.size() > 0 && one.best > target && result.found.size() < most_found)
      result.found.push_back({one.best, one.direction});
    result.best = std::max(result.best, one.best);
    for (Cone& cone : one.open) {
      open_.push_back(std::move(cone));
      std::push_heap(open_.begin(), open_.end(), less_promising);
    }
  }
}

double ConePool::bound(const PoolResult& result) const {
  const double decided = std::max(result.best, closed_);
  return open_.empty() ? decided : std::max(decided, open_.front().bound);
}

/// \param round  cones that were taken and not explored
std::vector<double> ConePool::state(const PoolResult& result, std::int64_t last_node,
                                    const std::vector<Cone>& round) const {
  NumberWriter writer;
  writer.add(closed_);
  writer.add(result.best);
  writer.add_count(result.nodes);
  writer.add_count(last_node);
  writer.add(result.found);
  writer.add(open_);
  writer.add(round);
  return {writer.values().begin(), writer.values().end()};
}

/// \returns  the round that was taken; empty: none was
std::vector<Cone> ConePool::resume(std::span<const double> state, PoolResult& result, std::int64_t& last_node) {
  NumberReader reader(state, search_.dimension());
  closed_ = reader.number();
  result.best = reader.number();
  result.nodes = reader.count();
  last_node = reader.count();
  result.found = reader.found();
  open_ = reader.cones();
  return reader.cones();
}

PoolResult ConePool::run(const PoolGoal& goal) {
  PoolResult result;
  result.best = search_.total_weight();
  std::int64_t last_node = goal.nodes;
  std::vector<Cone> taken;
  if (!goal.resume.empty()) taken = resume(goal.resume, result, last_node);
  while (!(open_.empty() && taken.empty()) && result.nodes < last_node && result.stopped == core::StopReason::none) {
    if (goal.keep) goal.keep([&] { return state(result, last_node, taken); }, false);
    const bool few = open_.size() + taken.size() < cones_a_round;
    const auto round = taken.empty() ? take_round() : std::exchange(taken, {});
    const Goal round_goal{.target = goal.target, .nodes = few ? nodes_of_few : nodes_a_cone};
    const double best = goal.ends_when_found ? std::max(search_.total_weight(), goal.target) : result.best;
    auto explored = explore(round, round_goal, best, goal.stop, result.stopped);
    // What a stopped round found is for the bound only: from the checkpoint on, the whole round is explored again.
    if (goal.keep && result.stopped != core::StopReason::none)
      goal.keep([&] { return state(result, last_node, round); }, true);
    merge(std::move(explored), goal.target, result);
    if (goal.observe) goal.observe(result.nodes, bound(result));
    if (goal.ends_when_found && last_node == goal.nodes && !result.found.empty())
      last_node = std::min(goal.nodes, 2 * result.nodes + patience);
  }
  result.bound = bound(result);
  result.complete = open_.empty();
  return result;
}

}  // namespace heaviside::certificate
