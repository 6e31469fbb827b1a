/// \file  Pipeline of a path, inside: one walk along decreasing betas.
#pragma once

#include <functional>
#include <vector>

#include "first_dictionary.hpp"
#include "heaviside/arrangements/hyperplanes.hpp"
#include "heaviside/network/threshold_network.hpp"
#include "heaviside/pipeline/path.hpp"
#include "heaviside/solver/solve.hpp"

namespace heaviside::pipeline {

/// What is solved along a path.
struct PathProblem {
  const TrainingData& data;
  const arrangements::HyperplaneSource& hyperplanes;
  const dictionary::Dictionary& D;
  solver::Loss loss;
};

/// beta_max r^(k / (count - 1)), k = 0 ... count - 1, r the smallest ratio. Local.
std::vector<double> geometric_betas(double beta_max, double smallest_ratio, std::int64_t count);

/// Sees the solution at betas[k]; returns false where the rest of the path is not wanted.
using PathObserver = std::function<bool(std::size_t k, const solver::Solution& solution)>;

/// Solves at each beta from the solution before, by screened programs of the columns that matter.
/// \returns  false where a limit or a signal ended it
/// \note Collective.
bool walk(Run& run, const PathOptions& options, const PathProblem& problem, const std::vector<double>& betas,
          const PathObserver& observe);

/// The network of a solution. \note Collective.
network::Network network_of(const PathProblem& problem, const PathOptions& options, double beta,
                            const solver::Solution& solution);

}  // namespace heaviside::pipeline
