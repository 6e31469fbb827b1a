/// \file  Losses written down as in a textbook, and the optimum of their programs by long proximal gradient descent: an
/// oracle that shares nothing with the solvers. Local.
#pragma once

#include <Eigen/Core>
#include <cmath>

#include "heaviside/solver/losses.hpp"
#include "support/random_dictionary.hpp"

namespace heaviside::test {

using solver::LossKind;

constexpr LossKind loss_kinds[] = {LossKind::squared, LossKind::logistic, LossKind::squared_hinge, LossKind::huber};

/// sum_i c_i l(f_i, y_i), and its gradient.
struct LossOracle {
  LossKind kind;
  Eigen::VectorXd y, c;
  double delta = 1;

  solver::Loss loss() const { return {kind, y, c, delta}; }

  double value(double f, double target) const {
    const double error = std::abs(f - target);
    switch (kind) {
      case LossKind::logistic:
        return target * f > 0 ? std::log1p(std::exp(-target * f)) : -target * f + std::log1p(std::exp(target * f));
      case LossKind::squared_hinge:
        return target * f < 1 ? 0.5 * (1 - target * f) * (1 - target * f) : 0;
      case LossKind::huber:
        return error <= delta ? 0.5 * error * error : delta * (error - 0.5 * delta);
      case LossKind::squared:
        break;
    }
    return 0.5 * error * error;
  }
  double slope(double f, double target) const {
    switch (kind) {
      case LossKind::logistic:
        return -target / (1 + std::exp(target * f));
      case LossKind::squared_hinge:
        return target * f < 1 ? -target * (1 - target * f) : 0;
      case LossKind::huber:
        return std::min(std::max(f - target, -delta), delta);
      case LossKind::squared:
        break;
    }
    return f - target;
  }
  double value(const Eigen::VectorXd& f) const {
    double sum = 0;
    for (Eigen::Index i = 0; i < y.size(); ++i) sum += c[i] * value(f[i], y[i]);
    return sum;
  }
  Eigen::VectorXd gradient(const Eigen::VectorXd& f) const {
    Eigen::VectorXd g(y.size());
    for (Eigen::Index i = 0; i < y.size(); ++i) g[i] = c[i] * slope(f[i], y[i]);
    return g;
  }

  /// min_w L(D w) + beta ||w||_1 by accelerated proximal gradient steps [BT09] that start again where they ascend.
  double optimum(const Eigen::MatrixXd& D, double beta, int steps = 20000) const {
    const double step = 1 / (c.maxCoeff() * std::max(1.0, D.squaredNorm()));
    Eigen::VectorXd w = Eigen::VectorXd::Zero(D.cols());
    Eigen::VectorXd ahead = w;
    double best = value(D * w), momentum = 1;
    for (int k = 0; k < steps; ++k) {
      const Eigen::VectorXd v = ahead - step * (D.transpose() * gradient(D * ahead));
      const Eigen::VectorXd next = v.array().sign() * (v.array().abs() - step * beta).max(0.0);
      const double objective = value(D * next) + beta * next.lpNorm<1>();
      const double following = objective > best ? 1 : (1 + std::sqrt(1 + 4 * momentum * momentum)) / 2;
      ahead = objective > best ? next : Eigen::VectorXd(next + (momentum - 1) / following * (next - w));
      momentum = following;
      w = next;
      best = std::min(best, objective);
    }
    return best;
  }
};

/// Targets of signs or of numbers, as the loss has them, some of them far off; weights from 0.1 to 3, or all 1.
inline LossOracle random_loss(LossKind kind, Eigen::Index n, std::uint64_t seed, bool weighted) {
  Eigen::VectorXd y = 2 * random_normal(n, seed);
  if (kind == LossKind::logistic || kind == LossKind::squared_hinge)
    y = y.unaryExpr([](double value) { return value >= 0 ? 1.0 : -1.0; });
  Eigen::VectorXd c = Eigen::VectorXd::Ones(n);
  if (weighted) c = random_normal(n, seed + 500).unaryExpr([](double v) { return 0.1 + std::min(2.9, v * v); });
  return {kind, y, c, 0.7};
}

}  // namespace heaviside::test
