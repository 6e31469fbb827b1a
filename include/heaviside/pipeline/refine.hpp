/// \file  The pipeline's refinement: search for better patterns, solve again, drop what stays at zero, and so on.
#pragma once

#include <functional>

#include "heaviside/arrangements/hyperplanes.hpp"
#include "heaviside/arrangements/pricing.hpp"
#include "heaviside/dictionary/dictionary.hpp"
#include "heaviside/solver/solve.hpp"

namespace heaviside::pipeline {

/// A dictionary, and the solution over it.
struct Refined {
  dictionary::Dictionary D;
  solver::Solution solution;
  std::int64_t rounds = 0;  ///< of refinement
};

/// Column generation [BRVDM05, B17].
struct RefineOptions {
  std::int64_t rounds = 0;  ///< at most; 0: none
  arrangements::PricingOptions pricing{};
  solver::Method method = solver::Method::augmented_lagrangian;
  solver::Options solver;                                               ///< of each round
  std::function<void(const Refined&)> observe = [](const Refined&) {};  ///< sees each round's end, on every rank
};

/// Alternates pricing and solving from a solved dictionary. A round searches hyperplanes with |p'r| > beta (each would
/// lower the objective), adds their patterns to those of the support, drops the rest, and solves from the present
/// weights. Ends where no start finds such a hyperplane, where ten rounds lower the objective by less than a
/// thousandth, after the last round, or when time is up.
///
/// \param Z            n x r, whole on every rank
/// \param hyperplanes  those of D; the new ones are appended
/// \returns  the last dictionary and solution; the objective is never above the one at the start
/// \note Collective. The result does not depend on the number of ranks.
Refined refine(const Eigen::MatrixXd& Z, const Eigen::VectorXd& y, double beta, Refined start,
               arrangements::GrowingHyperplanes& hyperplanes, const RefineOptions& options);

}  // namespace heaviside::pipeline
