#include "heaviside/certificate/bounds.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "heaviside/data/distinct_rows.hpp"

namespace heaviside::certificate {

using Eigen::Index;
using Eigen::VectorXd;

double largest_over_vectors(const VectorXd& theta, const std::vector<std::int64_t>& group) {
  const Index n = std::ssize(group);
  const Eigen::MatrixXd sums = data::sums_over(group, theta.reshaped(n, theta.size() / n));
  const VectorXd above = sums.cwiseMax(0).colwise().sum();
  const VectorXd below = (-sums).cwiseMax(0).colwise().sum();
  const VectorXd largest = above.cwiseMax(below);
  return sums.cols() == 1 ? largest[0] : std::min(largest.norm(), sums.rowwise().norm().sum());
}

GlobalDual::GlobalDual(solver::Loss loss, const std::vector<std::int64_t>& group, double beta)
    : loss_(std::move(loss)), beta_(beta), theta_(loss_.size()) {
  const Index n = std::ssize(group);
  const Index outputs = loss_.outputs(n);
  for (Index k = 0; k < outputs; ++k) {
    const solver::Loss of_output = loss_.segment(k * n, n);
    const Shattered solution = solve_shattered(of_output, group, beta / std::sqrt(static_cast<double>(outputs)));
    shattered_ += solution.optimum;
    VectorXd f(n);
    for (Index i = 0; i < n; ++i) f[i] = solution.output[group[static_cast<std::size_t>(i)]];
    theta_.segment(k * n, n) = of_output.residual(f);
  }
  const double rounding = 1 + static_cast<double>(theta_.size()) * std::numeric_limits<double>::epsilon();
  const double largest = largest_over_vectors(theta_, group) * rounding;
  if (largest > beta) theta_ *= beta / largest;
}

double GlobalDual::bound(const VectorXd& r, double largest) const {
  if (largest <= 0) return shattered_;  // r says nothing
  const VectorXd feasible = std::min(beta_ / largest, loss_.reach(r)) * r;
  return std::max({0.0, best_on_segment(VectorXd::Zero(r.size()), feasible), best_on_segment(theta_, feasible)});
}

/// max_t G(from + t (to - from)) over t in [0, 1], less its rounding error.
double GlobalDual::best_on_segment(const VectorXd& from, const VectorXd& to) const {
  const VectorXd direction = to - from;
  const VectorXd best = from + loss_.best_step(from, direction, 1) * direction;
  return loss_.dual(best) - loss_.dual_error(best);
}

}  // namespace heaviside::certificate
