/// \file  Pipeline step 4: the linear step of ADMM, in the form that fits the dictionary's size.
#pragma once

#include <Eigen/Core>
#include <memory>

#include "heaviside/dictionary/dictionary.hpp"

namespace heaviside::solver {

/// Weights (this rank's share) and outputs (whole on every rank).
struct GraphPoint {
  Eigen::VectorXd w, f;
};

/// argmin_w 1/2 ||D w - b||^2 + shift/2 ||w - v||^2 for one D and shift, and many b and v: the projection of (v, b) to
/// the graph f = D w. Each output of a network has a step of its own, with the same matrix.
class RidgeStep {
 public:
  virtual ~RidgeStep() = default;

  /// The minimiser w and f = D w, which is as accurate as the solve of the linear system.
  /// \param b  length n K, the same on every rank
  /// \param v  this rank's share
  /// \note Collective: with a factor one maximum and one sum of n K integers, whatever P is; where P <= n, a gathering
  ///       of P K doubles besides. Each Krylov step as much again.
  virtual GraphPoint solve(const Eigen::VectorXd& b, const Eigen::VectorXd& v) = 0;

  /// What the next step depends on beside its arguments; empty: on nothing. Whole on every rank.
  virtual Eigen::VectorXd memory() const { return {}; }
  virtual void remember(const Eigen::VectorXd& /*memory*/) {}
};

/// The smaller of (D'D + shift I), P x P, and (shift I + D D'), n x n, factorised if it is small, by Krylov steps
/// otherwise. \note Collective: forms and factorises the system's matrix.
std::unique_ptr<RidgeStep> make_ridge_step(const dictionary::Dictionary& D, double shift);

/// By conjugate gradients on shift I + D D' whatever the size: nothing larger than a vector is kept.
std::unique_ptr<RidgeStep> make_krylov_step(const dictionary::Dictionary& D, double shift);

}  // namespace heaviside::solver
