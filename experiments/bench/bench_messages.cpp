// Times the sum over the ranks that every iteration needs, by its size. Prints csv: ranks, bytes, seconds a sum.
//   mpirun -n 2 bench_messages
#include <cstdio>
#include <vector>

#include "heaviside/core/communicator.hpp"
#include "heaviside/core/run.hpp"
#include "heaviside/core/stage.hpp"

namespace {

using namespace heaviside::core;

constexpr double least_seconds = 0.02;  // a size is repeated until it took as long
constexpr int repetitions_at_once = 20;
constexpr std::size_t largest = std::size_t{1} << 20;

double seconds_a_sum(const Communicator& world, std::size_t words) {
  std::vector<std::int64_t> values(words, 1);
  world.barrier();
  const Stopwatch watch;
  std::int64_t sums = 0;
  while (world.broadcast(watch.seconds()) < least_seconds) {
    for (int k = 0; k < repetitions_at_once; ++k) world.sum(std::span(values));
    sums += repetitions_at_once;
  }
  return watch.seconds() / static_cast<double>(sums);
}

int measure(const Communicator& world) {
  if (world.is_root()) std::puts("ranks,bytes,seconds");
  for (std::size_t words = 1; words <= largest; words *= 4) {
    const double seconds = world.max(seconds_a_sum(world, words));
    if (world.is_root()) std::printf("%d,%zu,%.3g\n", world.size(), words * sizeof(std::int64_t), seconds);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  return run(argc, argv, [](const Communicator& world, const auto&) { return measure(world); });
}
