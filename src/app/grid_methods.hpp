/// \file  The subcommands whose runs can be cells of a grid.
#pragma once

#include <memory>

#include "heaviside/pipeline/grid_method.hpp"

namespace heaviside::app {

std::unique_ptr<pipeline::GridMethod> train_method();

/// By the names that grid files use.
pipeline::GridMethods grid_methods();

}  // namespace heaviside::app
