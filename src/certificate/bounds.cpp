#include "heaviside/certificate/bounds.hpp"

#include <algorithm>
#include <limits>

namespace heaviside::certificate {

using Eigen::Index;
using Eigen::VectorXd;

double largest_over_vectors(const VectorXd& theta, const std::vector<std::int64_t>& group) {
  VectorXd sum = VectorXd::Zero(*std::max_element(group.begin(), group.end()) + 1);
  for (Index i = 0; i < theta.size(); ++i) sum[group[static_cast<std::size_t>(i)]] += theta[i];
  return std::max(sum.cwiseMax(0).sum(), (-sum).cwiseMax(0).sum());
}

GlobalDual::GlobalDual(solver::Loss loss, const std::vector<std::int64_t>& group, double beta)
    : loss_(std::move(loss)), beta_(beta), theta_(loss_.rows()) {
  const Shattered solution = solve_shattered(loss_, group, beta);
  shattered_ = solution.optimum;
  VectorXd f(loss_.rows());
  for (Index i = 0; i < f.size(); ++i) f[i] = solution.output[group[static_cast<std::size_t>(i)]];
  theta_ = loss_.residual(f);
  const double rounding = 1 + static_cast<double>(f.size()) * std::numeric_limits<double>::epsilon();
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
