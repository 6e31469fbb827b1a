/// \file  The subcommands of the program: options in, a pipeline, a report out. Each returns the exit code.
#pragma once

#include <span>
#include <string>

#include "heaviside/core/communicator.hpp"
#include "heaviside/core/errors.hpp"

namespace heaviside::app {

using Arguments = std::span<const std::string>;

core::ExitCode train(const core::Communicator& world, Arguments arguments);
core::ExitCode path(const core::Communicator& world, Arguments arguments);
core::ExitCode predict(const core::Communicator& world, Arguments arguments);
core::ExitCode certify(const core::Communicator& world, Arguments arguments);
core::ExitCode baseline(const core::Communicator& world, Arguments arguments);
core::ExitCode grid(const core::Communicator& world, Arguments arguments);
core::ExitCode rerun(const core::Communicator& world, Arguments arguments);
core::ExitCode plan(const core::Communicator& world, Arguments arguments);
core::ExitCode show(const core::Communicator& world, Arguments arguments);
core::ExitCode info(const core::Communicator& world, Arguments arguments);

/// Prints on stdout. Root only.
void print(const core::Communicator& world, const std::string& text);

}  // namespace heaviside::app
