#include "heaviside/solver/losses.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace heaviside::solver {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double epsilon = std::numeric_limits<double>::epsilon();
constexpr double least_share = 1e-300;  // p of the logistic loss stays inside (0, 1)
constexpr double largest_share = 1 - epsilon / 2;
constexpr double kept_distance = 0.1;  // of the distance to a border that is open
constexpr int bisections = 100;

double share_inside(double p) { return std::clamp(p, least_share, largest_share); }

/// 1 / (1 + exp(z)), without overflow.
double falling(double z) { return z > 0 ? std::exp(-z) / (1 + std::exp(-z)) : 1 / (1 + std::exp(z)); }

/// log(1 + exp(-z)), without overflow.
double log_loss(double z) { return z > 0 ? std::log1p(std::exp(-z)) : -z + std::log1p(std::exp(z)); }

double entropy(double p) { return -p * std::log(p) - (1 - p) * std::log1p(-p); }

/// The root of  z = a + k / (1 + exp(z)),  which is in [a, a + k]: Newton's steps, bisection where they leave it.
double logistic_prox(double a, double k) {
  double low = a, high = a + k;
  double z = a + k * falling(a) / 2;
  for (int i = 0; i < bisections; ++i) {
    const double p = falling(z);
    const double excess = z - a - k * p;
    (excess > 0 ? high : low) = z;
    double next = z - excess / (1 + k * p * (1 - p));
    if (!(next > low && next < high)) next = low + (high - low) / 2;
    if (std::abs(next - z) <= epsilon * std::abs(z)) break;
    z = next;
  }
  return z;
}

}  // namespace

LossKind loss_kind(const std::string& word) {
  const auto found = std::find(loss_words.begin(), loss_words.end(), word);
  assert(found != loss_words.end());
  return static_cast<LossKind>(found - loss_words.begin());
}

Loss::Loss(VectorXd target) : Loss(LossKind::squared, target, VectorXd::Ones(target.size())) {}

Loss::Loss(LossKind kind, VectorXd target, VectorXd weights, double delta)
    : kind_(kind), y_(std::move(target)), c_(std::move(weights)) {
  assert(y_.size() == c_.size());
  lower_ = VectorXd::Constant(y_.size(), -infinity);
  upper_ = VectorXd::Constant(y_.size(), infinity);
  if (kind == LossKind::huber) {
    lower_ = -delta * c_;
    upper_ = delta * c_;
  }
  if (kind == LossKind::squared_hinge || kind == LossKind::logistic) {
    lower_ = (y_.array() > 0).select(VectorXd::Zero(y_.size()), lower_);
    upper_ = (y_.array() > 0).select(upper_, VectorXd::Zero(y_.size()));
  }
}

Loss Loss::segment(Index begin, Index count) const {
  Loss part = *this;
  for (VectorXd* vector : {&part.y_, &part.c_, &part.lower_, &part.upper_})
    *vector = vector->segment(begin, count).eval();
  return part;
}

VectorXd Loss::clipped(const VectorXd& theta) const { return theta.cwiseMax(lower_).cwiseMin(upper_); }

VectorXd Loss::share(const VectorXd& theta) const { return y_.cwiseProduct(theta).cwiseQuotient(c_); }

double Loss::value(const VectorXd& f) const { return values(f).sum(); }

VectorXd Loss::values(const VectorXd& f) const {
  if (logistic()) return c_.cwiseProduct(VectorXd(y_.cwiseProduct(f).unaryExpr(&log_loss)));
  const VectorXd theta = residual(f);  // l = theta (y - f) - theta^2 / (2 c), and theta = c (y - f) inside the box
  return theta.cwiseProduct(y_ - f - 0.5 * theta.cwiseQuotient(c_));
}

VectorXd Loss::residual(const VectorXd& f) const {
  if (!logistic()) return clipped(c_.cwiseProduct(y_ - f));
  const VectorXd p = y_.cwiseProduct(f).unaryExpr([](double z) { return share_inside(falling(z)); });
  return y_.cwiseProduct(c_).cwiseProduct(p);
}

double Loss::dual(const VectorXd& theta) const {
  if (logistic()) return c_.dot(VectorXd(share(theta).unaryExpr([](double p) { return entropy(share_inside(p)); })));
  return theta.dot(y_ - 0.5 * theta.cwiseQuotient(c_));
}

double Loss::dual_error(const VectorXd& theta) const {
  const double rounding = 4 * static_cast<double>(size()) * epsilon;
  if (logistic()) return rounding * dual(theta);  // terms of one sign
  return rounding * (theta.cwiseAbs().dot(y_.cwiseAbs()) + theta.dot(theta.cwiseQuotient(c_)));
}

VectorXd Loss::output(const VectorXd& theta) const {
  if (!logistic()) return y_ - theta.cwiseQuotient(c_);
  return y_.cwiseProduct(VectorXd(
      share(theta).unaryExpr([](double p) { return std::log1p(-share_inside(p)) - std::log(share_inside(p)); })));
}

VectorXd Loss::curvature(const VectorXd& theta) const {
  if (!logistic()) return c_;
  return c_.cwiseProduct(VectorXd(share(theta).unaryExpr([](double p) { return p * (1 - p); })));
}

VectorXd Loss::multiplier(const VectorXd& f) const {
  if (logistic()) return VectorXd::Zero(size());
  const VectorXd theta = c_.cwiseProduct(y_ - f);
  return (theta - clipped(theta)).cwiseQuotient(c_);
}

VectorXd Loss::beyond(const VectorXd& x, double t) const {
  if (logistic()) return VectorXd::Zero(size());
  return x - x.cwiseMax(t * lower_).cwiseMin(t * upper_);
}

VectorXd Loss::moved(const VectorXd& theta, const VectorXd& step) const {
  if (!logistic()) return theta + step;
  const VectorXd p = share(theta);
  const VectorXd change = share(step);
  VectorXd next(size());
  for (Index i = 0; i < size(); ++i) {
    const double least = kept_distance * p[i];
    const double largest = 1 - kept_distance * (1 - p[i]);
    next[i] = share_inside(std::clamp(p[i] + change[i], least, largest));
  }
  return y_.cwiseProduct(c_).cwiseProduct(next);
}

double Loss::reach(const VectorXd& theta) const {
  double reach = infinity;
  for (Index i = 0; i < size(); ++i) {
    const double size = std::abs(theta[i]);
    const double border = logistic() ? largest_share * c_[i] : theta[i] > 0 ? upper_[i] : -lower_[i];
    if (size > 0) reach = std::min(reach, border / size);
  }
  return reach;
}

double Loss::best_step(const VectorXd& from, const VectorXd& direction, double limit) const {
  if (!logistic()) {
    const double curvature = direction.dot(direction.cwiseQuotient(c_));
    return curvature > 0 ? std::clamp(direction.dot(output(from)) / curvature, 0.0, limit) : 0;
  }
  if (direction.dot(output(from + limit * direction)) >= 0) return limit;
  double low = 0, high = limit;
  for (int i = 0; i < bisections; ++i) {
    const double middle = low + (high - low) / 2;
    (direction.dot(output(from + middle * direction)) > 0 ? low : high) = middle;
  }
  return low;
}

VectorXd Loss::prox(const VectorXd& v, double rho) const {
  if (!logistic()) {
    const VectorXd theta = clipped((c_.array() * (y_ - v).array() / (1 + c_.array() / rho)).matrix());
    return v + theta / rho;
  }
  VectorXd f(size());
  for (Index i = 0; i < size(); ++i) f[i] = y_[i] * logistic_prox(y_[i] * v[i], c_[i] / rho);
  return f;
}

}  // namespace heaviside::solver
