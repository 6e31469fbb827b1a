/// \file  The Lasso by other means than the solver's: dense, in long double, slow. Local.
#pragma once

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace heaviside::test {

using Real = long double;
using RealVector = Eigen::Matrix<Real, Eigen::Dynamic, 1>;
using RealMatrix = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>;

/// min_w 1/2 ||D w - y||^2 + beta ||w||_1 with a dense D.
class LassoOracle {
 public:
  LassoOracle(const Eigen::MatrixXd& D, const Eigen::VectorXd& y, double beta)
      : D_(D.cast<Real>()), y_(y.cast<Real>()), beta_(beta) {}

  RealVector residual(const RealVector& w) const { return y_ - D_ * w; }
  RealVector correlation(const RealVector& w) const { return D_.transpose() * residual(w); }
  Real objective(const RealVector& w) const { return residual(w).squaredNorm() / 2 + beta_ * w.cwiseAbs().sum(); }

  /// The dual objective at the multiple of the residual that suits it best among the feasible ones.
  Real lower_bound(const RealVector& w) const {
    const RealVector r = residual(w);
    const Real largest = D_.cols() == 0 ? Real(0) : correlation(w).cwiseAbs().maxCoeff();
    Real scale = r.squaredNorm() > 0 ? y_.dot(r) / r.squaredNorm() : Real(0);
    if (largest > 0) scale = std::min(scale, beta_ / largest);
    scale = std::max(scale, Real(0));
    return scale * y_.dot(r) - scale * scale * r.squaredNorm() / 2;
  }

  /// Cyclic coordinate descent until a sweep changes nothing that matters, or until the objective is within a relative
  /// distance of its lower bound.
  RealVector coordinate_descent(Real gap = 0) const {
    RealVector w = RealVector::Zero(D_.cols());
    RealVector r = y_;
    for (int sweep = 0; sweep < 400000; ++sweep) {
      Real moved = 0;
      for (Eigen::Index j = 0; j < w.size(); ++j) {
        const Real count = D_.col(j).squaredNorm();
        if (count == 0) continue;
        const Real target = D_.col(j).dot(r) + count * w[j];
        const Real next = std::copysign(std::max(std::abs(target) - beta_, Real(0)), target) / count;
        r += (w[j] - next) * D_.col(j);
        moved = std::max(moved, std::abs(next - w[j]));
        w[j] = next;
      }
      if (moved <= 1e-17L * y_.cwiseAbs().maxCoeff()) return w;
      if (gap > 0 && sweep % 16 == 15 && objective(w) - lower_bound(w) <= gap * objective(w)) return w;
    }
    throw std::runtime_error("coordinate descent does not settle");
  }

  /// The optimum as the smallest objective over every support and every choice of signs, 3^P in all: some solution has
  /// independent columns, and solves the stationarity equations of its support and signs.
  Real best_of_all_supports() const {
    Real best = y_.squaredNorm() / 2;
    std::vector<int> sign(static_cast<std::size_t>(D_.cols()), -1);
    for (bool more = true; more; more = advance(sign)) best = std::min(best, objective_on(sign));
    return best;
  }

 private:
  /// Counts in base 3 with the digits -1, 0, 1; false behind the last.
  static bool advance(std::vector<int>& sign) {
    for (int& digit : sign) {
      if (++digit <= 1) return true;
      digit = -1;
    }
    return false;
  }

  Real objective_on(const std::vector<int>& sign) const {
    std::vector<Eigen::Index> support;
    for (std::size_t j = 0; j < sign.size(); ++j) {
      if (sign[j] != 0) support.push_back(static_cast<Eigen::Index>(j));
    }
    RealVector w = RealVector::Zero(D_.cols());
    const RealMatrix columns = D_(Eigen::all, support);
    RealVector right = columns.transpose() * y_;
    for (std::size_t k = 0; k < support.size(); ++k)
      right[static_cast<Eigen::Index>(k)] -= beta_ * static_cast<Real>(sign[static_cast<std::size_t>(support[k])]);
    if (!support.empty()) w(support) = (columns.transpose() * columns).fullPivLu().solve(right);
    return objective(w);
  }

  RealMatrix D_;
  RealVector y_;
  Real beta_;
};

}  // namespace heaviside::test
