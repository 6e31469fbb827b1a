/// \file  Pipeline step 4: the linear systems of the augmented Lagrangian's Newton steps.
#pragma once

#include <Eigen/Core>

#include "heaviside/dictionary/dictionary.hpp"

namespace heaviside::solver {

/// Systems up to this size are factorised, whole on every rank (4608^2 doubles are 162 MiB); larger ones are solved by
/// conjugate gradients.
inline constexpr std::int64_t largest_factor = 4608;

/// Solves  (Q^{-1} + sigma D D') x = b,  Q = diag(q) >= 0; where q_i is 0, x_i is.
///
/// In the form of the smaller of D'Q D and D D', by Cholesky where that is at most largest_factor; the identity is
///     (Q^{-1} + sigma D D')^{-1} = Q - Q D (I / sigma + D'Q D)^{-1} D'Q          (Woodbury),
/// where D'Q D is rounded up (see Dictionary::column_gram): x'b stays over 0, and for equal q nothing is rounded.
/// Beyond, by conjugate gradients to a relative residual of 1e-3: enough for a Newton step, whose point is certified by
/// other means.
///
/// \param D  n x m, the columns that take part
/// \param q  length n, the same on every rank
/// \param b  length n, the same on every rank
/// \returns  length n, the same on every rank
/// \throws core::NumericalError  where the matrix or b is not finite
/// \note Collective: gathers D and its Gram matrix, or one sum of n integers a Krylov step.
Eigen::VectorXd solve_newton_system(const dictionary::Dictionary& D, const Eigen::VectorXd& q, double sigma,
                                    const Eigen::VectorXd& b);

}  // namespace heaviside::solver
