#include "heaviside/certificate/shattered.hpp"

#include <algorithm>
#include <numeric>

namespace heaviside::certificate {
namespace {

using Eigen::VectorXd;

/// The rows of y that are equal in X, as one: their mean, their count, and the spread that no output can fit.
struct MergedRows {
  VectorXd mean, count;
  double spread = 0;  // 1/2 sum of squared deviations from the means
};

MergedRows merge(const VectorXd& y, const std::vector<std::int64_t>& group) {
  const auto distinct = group.empty() ? 0 : *std::max_element(group.begin(), group.end()) + 1;
  MergedRows rows{VectorXd::Zero(distinct), VectorXd::Zero(distinct), 0};
  for (Eigen::Index i = 0; i < y.size(); ++i) {
    rows.mean[group[static_cast<std::size_t>(i)]] += y[i];
    rows.count[group[static_cast<std::size_t>(i)]] += 1;
  }
  rows.mean = rows.mean.cwiseQuotient(rows.count);
  for (Eigen::Index i = 0; i < y.size(); ++i) {
    const double deviation = y[i] - rows.mean[group[static_cast<std::size_t>(i)]];
    rows.spread += 0.5 * deviation * deviation;
  }
  return rows;
}

/// The t >= 0 with  sum_i count_i (value_i - t)_+ = mass, or 0 if the sum at 0 does not reach it.
double clip_level(const VectorXd& value, const VectorXd& count, double mass) {
  std::vector<Eigen::Index> order(static_cast<std::size_t>(value.size()));
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return value[a] > value[b]; });
  double total = 0;   // sum of count * value over the rows above the level
  double weight = 0;  // sum of count over them
  for (std::size_t k = 0; k < order.size() && value[order[k]] > 0; ++k) {
    total += count[order[k]] * value[order[k]];
    weight += count[order[k]];
    const double next = k + 1 < order.size() ? std::max(0.0, value[order[k + 1]]) : 0;
    if (total - weight * next >= mass) return (total - mass) / weight;
  }
  return 0;
}

}  // namespace

Shattered solve_shattered(const VectorXd& y, const std::vector<std::int64_t>& group, double beta) {
  const MergedRows rows = merge(y, group);
  Shattered solution;
  solution.upper_level = clip_level(rows.mean, rows.count, beta);
  solution.lower_level = clip_level(-rows.mean, rows.count, beta);
  solution.output = rows.mean.cwiseMin(solution.upper_level).cwiseMax(-solution.lower_level);
  const VectorXd residual = solution.output - rows.mean;
  solution.optimum =
      0.5 * rows.count.dot(residual.cwiseAbs2()) + beta * (solution.upper_level + solution.lower_level) + rows.spread;
  return solution;
}

}  // namespace heaviside::certificate
