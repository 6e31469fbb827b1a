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

  /// The same of the outputs D W of weights W, P x K, where y is of n K numbers.
  double objective(const Eigen::MatrixXd& D, const Eigen::MatrixXd& W, double beta) const {
    return value(Eigen::VectorXd((D * W).reshaped())) + beta * W.rowwise().norm().sum();
  }
  Eigen::MatrixXd gradient(const Eigen::MatrixXd& D, const Eigen::MatrixXd& W) const {
    return D.transpose() * gradient(Eigen::VectorXd((D * W).reshaped())).reshaped(D.rows(), W.cols());
  }

  /// min_W L(D W) + beta sum_j ||row j of W|| by accelerated proximal gradient steps [BT09] that start again where they
  /// ascend.
  double optimum(const Eigen::MatrixXd& D, double beta, int steps = 20000) const {
    const double step = 1 / (c.maxCoeff() * std::max(1.0, D.squaredNorm()));
    Eigen::MatrixXd W = Eigen::MatrixXd::Zero(D.cols(), y.size() / D.rows());
    Eigen::MatrixXd ahead = W;
    double best = objective(D, W, beta), momentum = 1;
    for (int k = 0; k < steps; ++k) {
      Eigen::MatrixXd next = ahead - step * gradient(D, ahead);
      for (Eigen::Index j = 0; j < next.rows(); ++j) {
        const double norm = next.row(j).norm();
        next.row(j) *= norm > step * beta ? (norm - step * beta) / norm : 0;
      }
      const double found = objective(D, next, beta);
      const double following = found > best ? 1 : (1 + std::sqrt(1 + 4 * momentum * momentum)) / 2;
      ahead = found > best ? next : Eigen::MatrixXd(next + (momentum - 1) / following * (next - W));
      momentum = following;
      W = next;
      best = std::min(best, found);
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
