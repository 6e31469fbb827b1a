/// \file  The pipeline's proof: exact pricing in the loop, until no pattern of the data is left that would help.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "heaviside/certificate/bounds.hpp"
#include "heaviside/pipeline/refine.hpp"
#include "heaviside/pipeline/training_data.hpp"

namespace heaviside::pipeline {

/// Where a proof is between two rounds, beside dictionary and solution.
struct ProofProgress {
  double lower_bound = 0;           ///< of the optimum over all patterns
  std::int64_t cones = 0;           ///< that branch and bound looked at
  std::int64_t rounds = 0;          ///< of exact pricing
  double tolerance = 0;             ///< relative, by which |p'r| of a pattern must exceed beta to enter
  double observed = 0;              ///< the objective that was seen last
  double shown = 0;                 ///< the bound that was seen last, for those who show it
  std::vector<double> search = {};  ///< within a round: where branch and bound is (see certificate::SearchKeeper)
};

/// A solution, and what is proven of the optimum over all patterns of the data.
struct Proven {
  Refined refined;
  double lower_bound = 0;   ///< of that optimum
  std::int64_t cones = 0;   ///< that branch and bound looked at, in all
  std::int64_t rounds = 0;  ///< of exact pricing
};

struct ProveOptions {
  double gap = 1e-6;                                                  ///< relative, between objective and lower bound
  std::int64_t cones = 0;                                             ///< at most, over all rounds
  RefineOptions refine;                                               ///< how extended dictionaries are solved
  std::function<void(const Proven&)> observe = [](const Proven&) {};  ///< after every round, on every rank
  std::function<void(const Proven&, double bound)> progress = [](auto&&...) {};       ///< within rounds
  std::optional<ProofProgress> resume{};                                              ///< goes on from there
  std::function<void(const Refined&, const ProofProgress&)> keep = [](auto&&...) {};  ///< takes states to resume from
  std::function<bool()> due = [] { return false; };  ///< whether a state within a round is wanted, on every rank
};

/// Alternates exact pricing (certificate::ExactPricer) and extend() from a refined dictionary.
///
/// A round bounds max |p'r| over all patterns, and with it the optimum, or finds patterns above beta, which enter. Ends
/// where the gap is reached: the network is globally optimal then; where the cones are spent; or when time is up.
///
/// \returns  the same on any number of ranks, unless time was up; the objective is never above the one at the start
/// \note Collective.
Proven prove(const TrainingData& data, const certificate::GlobalDual& dual, double beta, Refined start,
             arrangements::GrowingHyperplanes& hyperplanes, const ProveOptions& options);

}  // namespace heaviside::pipeline
