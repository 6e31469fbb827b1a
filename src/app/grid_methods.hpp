/// \file  The subcommands that train, by the names that grid files use.
#pragma once

#include <memory>
#include <vector>

#include "heaviside/pipeline/grid_method.hpp"

namespace heaviside::app {

std::unique_ptr<pipeline::GridMethod> train_method();

std::unique_ptr<pipeline::GridMethod> path_method();

/// The baselines, by the names that `heaviside baseline` uses.
std::vector<pipeline::GridMethodEntry> baseline_methods();

/// All of them.
std::vector<pipeline::GridMethodEntry> training_methods();

}  // namespace heaviside::app
