/// \file  Pipeline step 4: the linear step of ADMM, in the form that fits the dictionary's size.
#pragma once

#include <Eigen/Core>
#include <memory>

#include "heaviside/solver/problem.hpp"

namespace heaviside::solver {

/// argmin_w 1/2 ||D w - y||^2 + rho/2 ||w - v||^2 for one D and y, and many v.
class RidgeStep {
 public:
  virtual ~RidgeStep() = default;

  /// Prepares for a rho; a factorisation where the form has one. Collective.
  virtual void set_rho(double rho) = 0;

  /// The minimiser, this rank's share.
  /// \note Collective: one sum of n integers, or one gathering of P doubles.
  virtual Eigen::VectorXd solve(const Eigen::VectorXd& v) = 0;
};

/// The smaller of (D'D + rho I), P x P, and (rho I + D D'), n x n, factorised if it is small, by Krylov steps
/// otherwise. \note Collective: forms the system's matrix.
std::unique_ptr<RidgeStep> make_ridge_step(const Problem& problem);

/// By conjugate gradients on rho I + D D' whatever the size: nothing larger than a vector is kept.
std::unique_ptr<RidgeStep> make_krylov_step(const Problem& problem);

}  // namespace heaviside::solver
