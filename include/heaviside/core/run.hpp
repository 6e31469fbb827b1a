/// \file  The body of every main: starts MPI and PETSc, runs the work, and turns every error into one line and an exit
/// code.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "heaviside/core/communicator.hpp"

namespace heaviside::core {

/// The work of a program: takes all ranks and the command line (without the program's name and PETSc's options),
/// returns the exit code.
using Body = std::function<int(const Communicator& world, std::span<const std::string> arguments)>;

/// Runs `body` between MPI_Init and MPI_Finalize and returns the exit code for the shell.
///
/// Arguments after `--petsc` go to PETSc. A CollectiveError is printed once, by the root, and every rank returns its
/// code; any other exception belongs to one rank alone: it is printed with the rank, and the whole job is aborted, so
/// that no rank waits for ever. A job that another MPI's launcher started as many jobs of one rank is refused (exit 2).
int run(int argc, char** argv, const Body& body);

}  // namespace heaviside::core
