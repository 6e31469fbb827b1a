/// \file  Pipeline step 2: new hyperplanes for a residual, searched by all ranks at once.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "heaviside/arrangements/plane_search.hpp"
#include "heaviside/core/communicator.hpp"

namespace heaviside::arrangements {

/// How many climbs a round of pricing takes, and how each goes.
struct PricingOptions {
  std::int64_t starts = 32;
  SearchOptions search{};
};

/// Climbs (see climb) from many starts: the first from Z'r, then by turns from a neuron of the network, each in its
/// turn over the rounds, and from a random direction. What a start finds depends on (seed, round, start) and the data
/// alone.
///
/// \param Z        n x r, whole on every rank
/// \param r        length n, the residual, the same on every rank
/// \param neurons  r x k, hyperplanes of the present network, the same on every rank; k may be 0
/// \returns  what each start found, in the order of the starts, on every rank
/// \note Collective: each rank takes its share of the starts; gathers (r + 1) doubles a start.
std::vector<PricedHyperplane> price(const core::Communicator& comm, const Eigen::MatrixXd& Z, const Eigen::VectorXd& r,
                                    const Eigen::MatrixXd& neurons, std::int64_t round, const PricingOptions& options);

}  // namespace heaviside::arrangements
