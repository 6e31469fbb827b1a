/// \file  Pipeline step 4: parallel ADMM in graph form, with polish on the support.
#pragma once

#include "heaviside/solver/problem.hpp"

namespace heaviside::solver {

/// Solves the program over the whole of problem.D by ADMM in graph form [PB14] with over-relaxation [BPCPE11, 3.4.3],
/// residual balancing [BPCPE11, 3.4.1] at growing intervals, and polish on the support at growing intervals. There is
/// one factorisation.
///
/// \param start  this rank's share of a first guess
/// \returns also when iterations or time run out: the best point found.
/// \note Collective: an iteration costs two sums of n integers (or one, and one gathering of P doubles where
///       P <= n and P <= largest_factor) and two maxima.
Solution solve_admm(const Problem& problem, const Eigen::VectorXd& start, const Options& options);

}  // namespace heaviside::solver
