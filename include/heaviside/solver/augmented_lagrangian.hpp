/// \file  Pipeline step 4: the program by the augmented Lagrangian of its dual, with semismooth Newton steps.
#pragma once

#include "heaviside/solver/problem.hpp"

namespace heaviside::solver {

/// Solves the program by the semismooth Newton augmented Lagrangian method [LST18], along a path of decreasing beta.
///
/// The multiplier of the dual's constraint is w itself; the box on which the loss's conjugate is finite has one of its
/// own. A Newton system has the columns of the current active set only. On the path each solution starts the next one;
/// the systems stay small until beta is. From a nonzero `start` there is no path.
///
/// While few weights are nonzero, a program is solved over a working set of columns, a copy, that grows from round to
/// round [MGS18]: those of the largest |D_j'theta| of the certificates, 400 at least and 8 for each nonzero weight.
/// Only certificates then take products with the whole dictionary. Where the set would be more than a tenth of the
/// columns, all take part. With several outputs the programs of columns are solved by ADMM, over sets of 2 columns for
/// each with a weight, up to largest_factor columns at least.
///
/// \param start  this rank's share of a first guess
/// \returns also when iterations or time run out: the best point found. Iterations are Newton steps, of several outputs
/// those of ADMM. \note Collective: a Newton step costs one product D'v of the columns that take part, one D w, the
/// system (see solve_newton_system), and a few small sums; a round moves its columns, and sums 1,024 integers.
Solution solve_augmented_lagrangian(const Problem& problem, const Eigen::VectorXd& start, const Options& options);

/// Improves a certified point by at most `steps` of these Newton steps: from a good guess of the support the first of
/// them solves the system reduced to that support.
/// \returns the best certificate found: the given one if no gap is smaller.
/// \note Collective.
Certificate polish(const Problem& problem, const Certificate& start, double gap, std::int64_t steps);

}  // namespace heaviside::solver
