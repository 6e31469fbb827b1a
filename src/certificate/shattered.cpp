#include "heaviside/certificate/shattered.hpp"

#include <algorithm>

#include "heaviside/data/distinct_rows.hpp"

namespace heaviside::certificate {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr int bisections = 200;  // more than it takes from any double to its neighbour of like size

/// A loss of one output for each group of equal rows.
class GroupedLoss {
 public:
  GroupedLoss(const solver::Loss& loss, const std::vector<std::int64_t>& group)
      : loss_(loss), group_(group), groups_(group.empty() ? 0 : *std::max_element(group.begin(), group.end()) + 1) {}

  Index groups() const { return groups_; }

  /// The outputs of the groups at each row.
  VectorXd spread(const VectorXd& delta) const {
    VectorXd f(loss_.size());
    for (Index i = 0; i < f.size(); ++i) f[i] = delta[group_[static_cast<std::size_t>(i)]];
    return f;
  }

  /// The sum of the residuals of each group; it decreases in delta.
  VectorXd residual(const VectorXd& delta) const { return data::sums_over(group_, loss_.residual(spread(delta))); }

 private:
  const solver::Loss& loss_;
  const std::vector<std::int64_t>& group_;
  Index groups_;
};

/// The least t >= 0 for which the residuals beyond sign * t sum to at most beta.
double clip_level(const GroupedLoss& loss, double sign, double beta) {
  const auto beyond = [&](double t) {
    return (sign * loss.residual(VectorXd::Constant(loss.groups(), sign * t))).cwiseMax(0).sum();
  };
  if (!(beyond(0) > beta)) return 0;
  double low = 0, high = 1;
  for (; beyond(high) > beta; high *= 2) low = high;
  for (int k = 0; k < bisections; ++k) {
    const double middle = low + (high - low) / 2;
    if (middle == low || middle == high) break;
    (beyond(middle) > beta ? low : high) = middle;
  }
  return high;
}

/// The best output of each group between two levels.
VectorXd best_between(const GroupedLoss& loss, double lower, double upper) {
  VectorXd low = VectorXd::Constant(loss.groups(), lower);
  VectorXd high = VectorXd::Constant(loss.groups(), upper);
  const VectorXd at_low = loss.residual(low);
  const VectorXd at_high = loss.residual(high);
  high = (at_low.array() <= 0).select(low, high);
  low = (at_high.array() >= 0).select(high, low);
  for (int k = 0; k < bisections; ++k) {
    const VectorXd middle = low + (high - low) / 2;
    if (((middle.array() == low.array()) || (middle.array() == high.array())).all()) break;
    const VectorXd residual = loss.residual(middle);
    low = (residual.array() > 0).select(middle, low);
    high = (residual.array() > 0).select(high, middle);
  }
  return high;
}

}  // namespace

Shattered solve_shattered(const solver::Loss& loss, const std::vector<std::int64_t>& group, double beta) {
  const GroupedLoss grouped(loss, group);
  Shattered solution;
  solution.upper_level = clip_level(grouped, +1, beta);
  solution.lower_level = clip_level(grouped, -1, beta);
  solution.output = best_between(grouped, -solution.lower_level, solution.upper_level);
  solution.optimum = loss.value(grouped.spread(solution.output)) + beta * (solution.upper_level + solution.lower_level);
  return solution;
}

}  // namespace heaviside::certificate
