/// \file  Pipeline step 4: solve the convex program over the assembled dictionary.
#pragma once

#include "heaviside/solver/problem.hpp"

namespace heaviside::solver {

/// How the program is solved; both end in the same optimum.
enum class Method {
  augmented_lagrangian,  ///< multiplier steps with semismooth Newton systems of the active columns: the faster
  admm,                  ///< alternating directions, one linear step and one threshold an iteration
};

/// Solves  min_w L(D w) + beta sum_j ||w_j||_2  (see Problem) to a relative duality gap.
///
/// \param start  this rank's share of a first guess (zero, or a warm start)
/// \returns also when iterations or time run out: not converging is a Status, not an error.
/// \throws core::NumericalError if NaN or infinity arises: on every rank.
/// \note Collective.
Solution solve(const Problem& problem, const Eigen::VectorXd& start, Method method, const Options& options);

}  // namespace heaviside::solver
