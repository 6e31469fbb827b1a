/// \file  A table from the root to every rank.
#pragma once

#include "heaviside/core/communicator.hpp"
#include "heaviside/data/dataset.hpp"

namespace heaviside::data {

/// Collective: the root's table, on every rank.
void broadcast(const core::Communicator& comm, Table& table);

}  // namespace heaviside::data
