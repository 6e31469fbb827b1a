#include "heaviside/pipeline/group_size.hpp"

#include <algorithm>
#include <functional>
#include <queue>
#include <vector>

namespace heaviside::pipeline {
namespace {

/// The share of a cell's work that every rank of its group repeats: factors, pricing's choice, reading.
constexpr double repeated_share = 0.2;

double seconds_on(std::int64_t ranks, double cost) {
  return cost * (repeated_share + (1 - repeated_share) / static_cast<double>(ranks));
}

/// When the last cell is done, with groups of one size.
double makespan(std::span<const double> costs, std::int64_t group_size, std::int64_t groups) {
  std::priority_queue<double, std::vector<double>, std::greater<>> free_at;
  for (std::int64_t group = 0; group < groups; ++group) free_at.push(0);
  double end = 0;
  for (const double cost : costs) {
    const double done = free_at.top() + seconds_on(group_size, cost);
    free_at.pop();
    free_at.push(done);
    end = std::max(end, done);
  }
  return end;
}

}  // namespace

std::int64_t best_group_size(std::span<const double> costs, std::int64_t ranks) {
  std::int64_t best = 1;
  double soonest = makespan(costs, 1, ranks);
  for (std::int64_t groups = ranks - 1; groups >= 1; --groups) {
    const std::int64_t size = ranks / groups;  // of the smallest of so many groups
    if (size == ranks / (groups + 1)) continue;
    const double end = makespan(costs, size, groups);
    if (end < soonest) best = size;
    soonest = std::min(soonest, end);
  }
  return best;
}

}  // namespace heaviside::pipeline
