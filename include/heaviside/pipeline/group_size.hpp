/// \file  How many ranks work on a cell of a grid together.
#pragma once

#include <cstdint>
#include <span>

namespace heaviside::pipeline {

/// The size of groups, 1 to `ranks`, with which the cells are done soonest, if each free group takes the longest cell
/// that is left; of equally good sizes the smallest.
///
/// \param costs  of the cells on one rank, in any unit, largest first
/// \param ranks  >= 1
/// \note Local: the same for the same costs.
std::int64_t best_group_size(std::span<const double> costs, std::int64_t ranks);

}  // namespace heaviside::pipeline
