/// \file  Pipeline step 2: of equal patterns one stays, and the rest are spread evenly over the ranks.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <span>

#include "heaviside/arrangements/pattern.hpp"
#include "heaviside/core/communicator.hpp"

namespace heaviside::arrangements {

struct Hash128 {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  auto operator<=>(const Hash128&) const = default;
};

/// Any function of the words of a pattern. A poor one costs time, never correctness.
using PatternHash = std::function<Hash128(std::span<const std::uint64_t>)>;

/// XXH3, 128 bits.
Hash128 xxh3_128(std::span<const std::uint64_t> words);

/// Distinct patterns: of equal ones, wherever they are, the one with the lowest hyperplane index stays.
///
/// Equal hashes only nominate: bits are compared before a pattern is dropped, so a collision of hashes drops nothing.
///
/// \param mine  this rank's patterns; hyperplanes increase on each rank and from rank to rank, n is the same everywhere
/// \returns  this rank's core::share of the distinct patterns, in the order of their hyperplanes: the same patterns
///           whatever the number of ranks
/// \note Collective. Communication: 40 bytes a pattern that is distinct on its rank; the bits only of those whose hash
///       occurs on another rank, and of those that change rank for the sake of balance.
PatternSet make_distinct(const core::Communicator& comm, PatternSet mine, const PatternHash& hash = xxh3_128);

}  // namespace heaviside::arrangements
