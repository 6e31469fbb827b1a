#include "heaviside/core/launch.hpp"

#include <sched.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>

namespace heaviside::core {
namespace {

/// As it travels.
struct Mask {
  std::uint64_t host;
  cpu_set_t cores;
};

Mask mask_of_this_rank() {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  Mask mask{XXH3_64bits(name.data(), name.size()), {}};
  CPU_ZERO(&mask.cores);
  if (sched_getaffinity(0, sizeof mask.cores, &mask.cores) != 0) CPU_ZERO(&mask.cores);  // more cores than it holds
  return mask;
}

bool yields() {
  const char* value = std::getenv("OMPI_MCA_mpi_yield_when_idle");
  return value != nullptr && (std::string(value) == "1" || std::string(value) == "true");
}

}  // namespace

std::string oversubscription(const std::vector<RankPlace>& ranks) {
  struct Machine {
    std::int64_t ranks = 0;
    std::vector<bool> allowed;
  };
  std::map<std::uint64_t, Machine> machines;
  for (const auto& [host, allowed] : ranks) {
    Machine& machine = machines[host];
    ++machine.ranks;
    machine.allowed.resize(std::max(machine.allowed.size(), allowed.size()));
    for (std::size_t core = 0; core < allowed.size(); ++core) {
      if (allowed[core]) machine.allowed[core] = true;
    }
  }
  std::string sentence;
  double worst = 1;
  for (const auto& [host, machine] : machines) {
    const auto cores = std::count(machine.allowed.begin(), machine.allowed.end(), true);
    if (cores == 0 || static_cast<double>(machine.ranks) <= worst * static_cast<double>(cores)) continue;
    worst = static_cast<double>(machine.ranks) / static_cast<double>(cores);
    sentence = std::to_string(machine.ranks) + " ranks share " + std::to_string(cores) +
               (cores == 1 ? " core" : " cores") +
               " of a machine, and wait for each other: start fewer, allow them more cores (mpirun --bind-to, srun "
               "--cpu-bind), or set OMPI_MCA_mpi_yield_when_idle=1";
  }
  return sentence;
}

std::string contradiction(int world_size) {
  for (const char* variable : {"OMPI_COMM_WORLD_SIZE", "SLURM_NTASKS"}) {
    const char* text = std::getenv(variable);
    const long ranks = text == nullptr ? 0 : std::strtol(text, nullptr, 10);
    if (ranks <= 0) continue;
    if (ranks == world_size) return {};  // the nearer launcher is right about its own
    return std::string(variable) + " is " + text + ", but the program runs on " + std::to_string(world_size) +
           (world_size == 1 ? " rank" : " ranks") + ": start it with srun --mpi=pmix, or mpirun, and as many";
  }
  return {};
}

void warn_of_launch(const Communicator& world, Log& log) {
  const Mask mine = mask_of_this_rank();
  std::vector<RankPlace> places;
  for (const Mask& mask : world.gather(std::span<const Mask>(&mine, 1))) {
    RankPlace place{mask.host, std::vector<bool>(CPU_SETSIZE)};
    for (std::size_t core = 0; core < CPU_SETSIZE; ++core) place.allowed[core] = CPU_ISSET(core, &mask.cores);
    places.push_back(std::move(place));
  }
  const std::string odd = contradiction(world.size());
  if (!odd.empty()) log.warn(odd);
  const std::string crowded = yields() ? "" : oversubscription(places);
  if (!crowded.empty()) log.warn(crowded);
}

}  // namespace heaviside::core
