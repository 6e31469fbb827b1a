/// \file  How the ranks were started: whether launcher and machine offer what the run takes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "heaviside/core/communicator.hpp"
#include "heaviside/core/log.hpp"

namespace heaviside::core {

/// Where a rank may run.
struct RankPlace {
  std::uint64_t host = 0;     ///< the same for ranks of one machine
  std::vector<bool> allowed;  ///< of each core of the machine, by its affinity mask
};

/// Machines on which there are more ranks than cores that any of them may run on: a sentence for the worst; empty where
/// there is none. Local, pure.
std::string oversubscription(const std::vector<RankPlace>& ranks);

/// What is odd about the number of ranks: one launcher's word (OMPI_COMM_WORLD_SIZE, SLURM_NTASKS) against the world;
/// empty where they agree or nothing is said. Local.
std::string contradiction(int world_size);

/// Warns of both. Of more ranks than cores not where MPI yields the cores of waiting ranks
/// (OMPI_MCA_mpi_yield_when_idle=1): it was meant then. \note Collective: gathers an affinity mask a rank.
void warn_of_launch(const Communicator& world, Log& log);

}  // namespace heaviside::core
