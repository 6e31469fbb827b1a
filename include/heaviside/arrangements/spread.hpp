/// \file  Pipeline step 2: patterns change ranks so that every rank holds an even share.
#pragma once

#include <cstdint>

#include "heaviside/arrangements/pattern.hpp"
#include "heaviside/core/communicator.hpp"

namespace heaviside::arrangements {

/// Patterns that one message to one rank may hold, so that all messages of an exchange together stay small beside the
/// patterns themselves.
std::int64_t patterns_per_message(const core::Communicator& comm, std::int64_t n);

/// Gives every rank its core::share of all patterns. The order over the ranks stays.
/// \note Collective. Only patterns that change rank travel.
PatternSet spread_evenly(const core::Communicator& comm, PatternSet mine);

}  // namespace heaviside::arrangements
