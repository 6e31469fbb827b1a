/// \file  Pipeline step 4: the linear systems of Newton steps where a network has several outputs.
#pragma once

#include <Eigen/Core>
#include <cstdint>

#include "heaviside/dictionary/dictionary.hpp"

namespace heaviside::solver {

/// Systems of so many unknowns m K are factorised; larger ones are solved by conjugate gradients, of which there may be
/// very many.
inline constexpr std::int64_t largest_group_factor = 1536;

/// The derivative of the group soft threshold S_level at z, where no group is 0, from w = S_level(z):
///
///     M_j = s_j I + (1 - s_j) d_j d_j',   d_j = w_j / ||w_j||,   s_j = 1 - level / ||z_j|| = ||w_j|| / (||w_j|| +
///     level).
struct GroupDerivative {
  Eigen::MatrixXd w;  ///< K x m, a column a group, the same on every rank
  double level;
};

/// Solves  (Q^{-1} + sigma D M D') x = b,  Q = diag(q) >= 0, D acting on each output; where q_i is 0, x_i is.
///
/// In the form of size m K,
///
///     (I / sigma + L D'Q D L) t = L D'Q b,   x = Q (b - D L t),   M = L L     (Woodbury).
///
/// With Q the same for all outputs, and of few values, D'Q D is formed, and the system is factorised up to
/// largest_group_factor. Else by conjugate gradients, to a relative residual of 1e-6, preconditioned as if M_j were the
/// multiple of I of the same trace, and Q the same for all outputs: one Cholesky factor of size m, where that is at
/// most largest_factor. A product costs m^2 K, or a pass over D for each output there and back.
///
/// \param D  n x m, the columns that take part
/// \param q  length n K, the same on every rank
/// \param b  length n K, the same on every rank
/// \returns  length n K, the same on every rank
/// \throws core::NumericalError  where the preconditioner is not positive definite
/// \note Collective: gathers D for its Gram matrix; a sum of n K integers and a gathering of m K doubles a Krylov step
///       where a product is one with D.
Eigen::VectorXd solve_group_newton_system(const dictionary::Dictionary& D, const GroupDerivative& M,
                                          const Eigen::VectorXd& q, double sigma, const Eigen::VectorXd& b);

}  // namespace heaviside::solver
