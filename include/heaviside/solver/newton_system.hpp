/// \file  Pipeline step 4: the linear systems of the augmented Lagrangian's Newton steps.
#pragma once

#include <Eigen/Core>

#include "heaviside/dictionary/dictionary.hpp"

namespace heaviside::solver {

/// Systems up to this size are factorised, whole on every rank (4608^2 doubles are 162 MiB); larger ones are solved by
/// conjugate gradients.
inline constexpr std::int64_t largest_factor = 4608;

/// Solves  (I + sigma D D') x = b.
///
/// In the form of the smaller of D'D and D D', by Cholesky where that is at most largest_factor; the identity is
///     (I + sigma D D')^{-1} = I - D (I / sigma + D'D)^{-1} D'          (Woodbury).
/// Beyond, by conjugate gradients to a relative residual of 1e-3: enough for a Newton step, whose point is certified by
/// other means.
///
/// \param D  n x m, the columns that take part
/// \param b  length n, the same on every rank
/// \returns  length n, the same on every rank
/// \throws core::NumericalError  where the matrix or b is not finite
/// \note Collective: gathers D and its Gram matrix, or one sum of n integers a Krylov step.
Eigen::VectorXd solve_newton_system(const dictionary::Dictionary& D, double sigma, const Eigen::VectorXd& b);

}  // namespace heaviside::solver
