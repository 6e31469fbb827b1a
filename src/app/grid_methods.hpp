/// \file  The subcommands whose runs can be cells of a grid.
#pragma once

#include <memory>
#include <vector>

#include "heaviside/pipeline/grid_method.hpp"

namespace heaviside::app {

std::unique_ptr<pipeline::GridMethod> train_method();

/// The baselines, by the names that `heaviside baseline` uses.
std::vector<pipeline::GridMethodEntry> baseline_methods();

}  // namespace heaviside::app
