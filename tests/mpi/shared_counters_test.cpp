// Ranks that take turns at counters, and groups of them.
#include "heaviside/core/shared_counters.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

#include "heaviside/core/subgroup.hpp"

namespace {

using namespace heaviside::core;

/// The ranks of a communicator take the numbers from 0 to `count` - 1; returns what they have together, sorted.
std::vector<std::int64_t> take_all(const Communicator& comm, std::int64_t count) {
  const SharedCounters counters(comm, 3);
  std::vector<std::int64_t> mine;
  for (std::int64_t number = counters.add(1, 1); number < count; number = counters.add(1, 1)) mine.push_back(number);
  comm.barrier();
  CHECK(counters.add(1, 0) == count + comm.size());
  CHECK(counters.add(0, 0) == 0);
  CHECK(counters.add(2, 0) == 0);
  auto all = comm.all_gather(std::span<const std::int64_t>(mine));
  std::sort(all.begin(), all.end());
  return all;
}

std::vector<std::int64_t> up_to(std::size_t count) {
  std::vector<std::int64_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

}  // namespace

TEST_CASE("each value of a counter is handed out once") {
  CHECK(take_all(Communicator(MPI_COMM_WORLD), 500) == up_to(500));
}

TEST_CASE("groups keep the order of ranks and have counters of their own") {
  const Communicator world(MPI_COMM_WORLD);
  const Subgroup group(world, world.rank() % 2);
  CHECK(group.comm().size() == (world.size() + 1 - world.rank() % 2) / 2);
  CHECK(group.comm().rank() == world.rank() / 2);
  for (const int turn : {0, 1}) {  // see SharedCounters: not at the same time
    if (turn == world.rank() % 2) CHECK(take_all(group.comm(), 100) == up_to(100));
    world.barrier();
  }
}
