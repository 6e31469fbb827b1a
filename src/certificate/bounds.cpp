#include "heaviside/certificate/bounds.hpp"

#include <algorithm>
#include <limits>

namespace heaviside::certificate {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

/// max_p |p'theta| over all 0/1 vectors p that agree on equal rows.
double largest_over_vectors(const VectorXd& theta, const std::vector<std::int64_t>& group) {
  VectorXd sum = VectorXd::Zero(*std::max_element(group.begin(), group.end()) + 1);
  for (Index i = 0; i < theta.size(); ++i) sum[group[static_cast<std::size_t>(i)]] += theta[i];
  return std::max(sum.cwiseMax(0).sum(), (-sum).cwiseMax(0).sum());
}

}  // namespace

GlobalDual::GlobalDual(const VectorXd& y, const std::vector<std::int64_t>& group, double beta)
    : y_(y), beta_(beta), theta_(y) {
  const Shattered solution = solve_shattered(y, group, beta);
  shattered_ = solution.optimum;
  for (Index i = 0; i < y.size(); ++i) theta_[i] -= solution.output[group[static_cast<std::size_t>(i)]];
  const double rounding = 1 + static_cast<double>(y.size()) * std::numeric_limits<double>::epsilon();
  const double largest = largest_over_vectors(theta_, group) * rounding;
  if (largest > beta) theta_ *= beta / largest;
}

double GlobalDual::bound(const VectorXd& r, double largest) const {
  if (largest <= 0) return shattered_;  // r says nothing
  const VectorXd feasible = beta_ / largest * r;
  return std::max({0.0, best_on_segment(VectorXd::Zero(y_.size()), feasible), best_on_segment(theta_, feasible)});
}

/// g(theta) in the form whose rounding error shrinks with theta, less a bound of that error.
double GlobalDual::objective(const VectorXd& theta) const {
  const double rounding = 4 * static_cast<double>(y_.size()) * std::numeric_limits<double>::epsilon();
  const double sizes = theta.cwiseAbs().dot(y_.cwiseAbs()) + theta.squaredNorm();
  return theta.dot(y_ - 0.5 * theta) - rounding * sizes;
}

/// max_t g(from + t (to - from)) over t in [0, 1], a concave parabola.
double GlobalDual::best_on_segment(const VectorXd& from, const VectorXd& to) const {
  const VectorXd direction = to - from;
  const double curvature = direction.squaredNorm();
  const double t = curvature > 0 ? std::clamp(direction.dot(y_ - from) / curvature, 0.0, 1.0) : 0;
  return objective(from + t * direction);
}

}  // namespace heaviside::certificate
