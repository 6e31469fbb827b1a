#include "heaviside/core/launch.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>

using namespace heaviside::core;

TEST_CASE("more ranks than the cores of their machine that any of them may use are told, the worst machine first") {
  const std::vector<bool> first{true, false}, second{false, true}, both{true, true};
  CHECK(oversubscription({}).empty());
  CHECK(oversubscription({{1, first}, {1, second}}).empty());
  CHECK(oversubscription({{1, both}, {1, both}}).empty());
  CHECK(oversubscription({{1, first}, {2, first}}).empty());
  CHECK(oversubscription({{1, first}, {1, first}}).starts_with("2 ranks share 1 core of"));
  CHECK(oversubscription({{1, both}, {1, first}, {1, second}}).starts_with("3 ranks share 2 cores of"));
  CHECK(oversubscription({{1, both}, {1, both}, {1, both}, {2, first}, {2, first}, {3, both}})
            .starts_with("2 ranks share 1 core of"));
  CHECK(oversubscription({{1, {}}, {1, {}}}).empty());  // nothing is known
}

TEST_CASE("a launcher that started another number of ranks is told") {
  unsetenv("OMPI_COMM_WORLD_SIZE");
  unsetenv("SLURM_NTASKS");
  CHECK(contradiction(1).empty());
  setenv("SLURM_NTASKS", "4", 1);
  CHECK(contradiction(4).empty());
  CHECK(contradiction(1).starts_with("SLURM_NTASKS is 4, but the program runs on 1 rank:"));
  setenv("OMPI_COMM_WORLD_SIZE", "2", 1);
  CHECK(contradiction(2).empty());  // mpirun -n 2 in a job of four
  CHECK(contradiction(3).starts_with("OMPI_COMM_WORLD_SIZE is 2"));
  setenv("OMPI_COMM_WORLD_SIZE", "many", 1);
  unsetenv("SLURM_NTASKS");
  CHECK(contradiction(3).empty());
  unsetenv("OMPI_COMM_WORLD_SIZE");
}
