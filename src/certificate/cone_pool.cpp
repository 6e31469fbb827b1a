#include "cone_pool.hpp"

#include <algorithm>
#include <span>

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

/// Explorations as numbers, one after the other, for the way to the other ranks.
class Writer {
 public:
  void add(double value) { values_.push_back(value); }
  void add(const VectorXd& vector) { values_.insert(values_.end(), vector.begin(), vector.end()); }
  void add(const Exploration& explored) {
    add(explored.best);
    add(static_cast<double>(explored.direction.size()));
    add(explored.direction);
    add(explored.closed);
    add(static_cast<double>(explored.nodes));
    add(static_cast<double>(explored.open.size()));
    for (const Cone& cone : explored.open) {
      add(static_cast<double>(cone.facet));
      add(cone.centre);
      add(cone.half);
      add(cone.bound);
    }
  }
  std::span<const double> values() const { return values_; }

 private:
  std::vector<double> values_;
};

class Reader {
 public:
  Reader(std::span<const double> values, Index r) : values_(values), r_(r) {}
  bool at_end() const { return place_ == values_.size(); }
  double number() { return values_[place_++]; }
  VectorXd vector(Index size) {
    const VectorXd result = Eigen::Map<const VectorXd>(values_.data() + place_, size);
    place_ += static_cast<std::size_t>(size);
    return result;
  }
  Exploration exploration() {
    Exploration explored;
    explored.best = number();
    explored.direction = vector(static_cast<Index>(number()));
    explored.closed = number();
    explored.nodes = static_cast<std::int64_t>(number());
    explored.open.resize(static_cast<std::size_t>(number()));
    for (Cone& cone : explored.open) {
      cone.facet = static_cast<Index>(number());
      cone.centre = vector(r_);
      cone.half = vector(r_);
      cone.bound = number();
    }
    return explored;
  }

 private:
  std::span<const double> values_;
  Index r_;
  std::size_t place_ = 0;
};

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
  Writer mine;
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
    mine.add(static_cast<double>(k));
    mine.add(explored);
  }
  const auto all = comm_.all_gather(mine.values());
  std::vector<Exploration> explored(round.size());
  for (Reader reader(all, search_.dimension()); !reader.at_end();) {
    const auto k = static_cast<std::size_t>(reader.number());
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

PoolResult ConePool::run(const PoolGoal& goal) {
  PoolResult result;
  result.best = search_.total_weight();
  std::int64_t last_node = goal.nodes;
  while (!open_.empty() && result.nodes < last_node && result.stopped == core::StopReason::none) {
    const bool few = open_.size() < cones_a_round;
    const auto round = take_round();
    const Goal round_goal{.target = goal.target, .nodes = few ? nodes_of_few : nodes_a_cone};
    const double best = goal.ends_when_found ? std::max(search_.total_weight(), goal.target) : result.best;
    merge(explore(round, round_goal, best, goal.stop, result.stopped), goal.target, result);
    if (goal.observe) goal.observe(result.nodes, bound(result));
    if (goal.ends_when_found && last_node == goal.nodes && !result.found.empty())
      last_node = std::min(goal.nodes, 2 * result.nodes + patience);
  }
  result.bound = bound(result);
  result.complete = open_.empty();
  return result;
}

}  // namespace heaviside::certificate
