/// \file  The pipeline's refinement: search for better patterns, solve again, drop what stays at zero, and so on.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "heaviside/arrangements/hyperplanes.hpp"
#include "heaviside/arrangements/pricing.hpp"
#include "heaviside/dictionary/dictionary.hpp"
#include "heaviside/solver/solve.hpp"

namespace heaviside::pipeline {

/// Why refinement ended.
enum class RefineEnd {
  none,         ///< it has not: no round was asked for
  converged,    ///< no start found a pattern that would lower the objective
  slow,         ///< the last rounds lowered the objective by next to nothing
  round_limit,  ///< the last round that was allowed
  stopped       ///< a solve or the pricing was; solution.status says why
};

/// A dictionary, and the solution over it.
struct Refined {
  dictionary::Dictionary D;
  solver::Solution solution;
  std::int64_t rounds = 0;  ///< of refinement
  RefineEnd end = RefineEnd::none;
};

/// Where refinement is between two rounds, beside its dictionary and solution: with them, enough to go on to the same
/// bits, on any number of ranks.
struct RefineProgress {
  std::int64_t pricings = 0;       ///< searches so far: more than rounds, as some find nothing
  std::int64_t patience = 0;       ///< of climbs
  std::vector<double> objectives;  ///< since climbs became more patient
  double observed = 0;             ///< the objective that was seen last
  bool ended = false;              ///< there is no further round
};

/// Column generation [BRVDM05, B17].
struct RefineOptions {
  std::int64_t rounds = 0;  ///< at most; 0: none
  arrangements::PricingOptions pricing{};
  solver::Method method = solver::Method::augmented_lagrangian;
  solver::Options solver;                                               ///< of the last solve; `stop` holds throughout
  std::function<void(const Refined&)> observe = [](const Refined&) {};  ///< sees each round's end, on every rank
  std::optional<RefineProgress> resume{};                               ///< of refine(): goes on from there
  std::function<void(const Refined&, const RefineProgress&)> keep = [](auto&&...) {};  ///< takes states to resume from
};

/// Adds the patterns of new hyperplanes to a solved dictionary, drops the columns that are at zero, and solves
/// from the present weights to options.solver.gap.
///
/// \param Z            n x r, whole on every rank
/// \param U            r x k, the new hyperplanes, the same on every rank; equal patterns are taken once
/// \param hyperplanes  those of the state's dictionary; U is appended
/// \returns  the new dictionary and solution; the one given, with the status of the solve, where time was up before
///           the objective was as low
/// \note Collective. The result does not depend on the number of ranks.
Refined extend(const Eigen::MatrixXd& Z, const solver::Loss& loss, double beta, Refined state, const Eigen::MatrixXd& U,
               arrangements::GrowingHyperplanes& hyperplanes, const RefineOptions& options);

/// Alternates pricing and extend() from a solved dictionary. A round searches hyperplanes with ||p'r|| > beta, r the
/// negative gradient of the loss: each would lower the objective. Rounds are solved to a loose gap; what is returned,
/// to options.solver.gap. Where no start finds such a hyperplane, or ten rounds lower the objective by less than a
/// thousandth, climbs become more patient; where they are as patient as they may be, refinement ends, as after the last
/// round or when time is up.
///
/// \param Z            n x r, whole on every rank
/// \param hyperplanes  those of D; the new ones are appended
/// \returns  the last dictionary and solution, and why it is the last
/// \note Collective. The result does not depend on the number of ranks.
Refined refine(const Eigen::MatrixXd& Z, const solver::Loss& loss, double beta, Refined start,
               arrangements::GrowingHyperplanes& hyperplanes, const RefineOptions& options);

}  // namespace heaviside::pipeline
