/// \file  Pipeline step 4: one program of a path of decreasing beta, over the columns that the last one lets expect.
#pragma once

#include "heaviside/solver/solve.hpp"

namespace heaviside::solver {

/// Solves the program at problem.beta from the solution at a larger beta, over the columns that the sequential strong
/// rule keeps [TBFHSTT12]: |D_j'r| >= 2 beta - beta_before, and those with a weight. The rule can be wrong; so every
/// column is checked, those that violate the optimality conditions join, and the program is solved again, until the gap
/// over the whole dictionary, recomputed from scratch, is reached.
///
/// \param before       certified at beta_before, over the same dictionary
/// \param beta_before  at least problem.beta
/// \returns also when iterations or time run out. options.observe sees nothing.
/// \note Collective: as solve() over the kept columns, which travel between ranks, and one certificate of the whole
/// program
///       each time.
Solution solve_screened(const Problem& problem, const Certificate& before, double beta_before, Method method,
                        const Options& options);

}  // namespace heaviside::solver
