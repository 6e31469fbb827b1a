/// \file  Pipeline step 4: parallel ADMM for the Lasso, with polish on the support.
#pragma once

#include "heaviside/solver/problem.hpp"

namespace heaviside::solver {

/// Solves the Lasso over the whole of problem.D by ADMM [BPCPE11, 6.4] with over-relaxation [BPCPE11, 3.4.3], residual
/// balancing [BPCPE11, 3.4.1] at growing intervals (each change of rho costs a factorisation), and polish on the
/// support at growing intervals.
///
/// \param start  this rank's share of a first guess
/// \returns also when iterations or time run out: the best point found.
/// \note Collective: an iteration costs one sum of n integers (or one gathering of P doubles, P <= largest_factor) and
///       one maximum.
Solution solve_admm(const Problem& problem, const Eigen::VectorXd& start, const Options& options);

}  // namespace heaviside::solver
