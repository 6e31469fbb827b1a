// Large data once a node: every rank sees the same numbers, the memory is there once, and nobody sees another's
// changes.
#include "heaviside/core/node.hpp"

#include <sys/mman.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <limits>
#include <numeric>
#include <string>

namespace {

using namespace heaviside::core;

constexpr std::size_t large = std::size_t{1} << 23;  // 64 MiB of doubles

const Communicator& world() {
  static const Communicator comm(MPI_COMM_WORLD);
  return comm;
}

/// Memory that nobody has touched, on pages of its own.
class Untouched {
 public:
  explicit Untouched(std::size_t size) : bytes_((size + 1) * sizeof(double)) {
    void* memory = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(memory != MAP_FAILED);
    values = {static_cast<double*>(memory), size};
  }
  ~Untouched() { munmap(values.data(), bytes_); }
  Untouched(const Untouched&) = delete;
  Untouched& operator=(const Untouched&) = delete;

  std::span<double> values;

 private:
  std::size_t bytes_;
};

void count_from(double first, std::span<double> values) { std::iota(values.begin(), values.end(), first); }

bool counts_from(double first, std::span<const double> values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] != first + static_cast<double>(i)) return false;
  }
  return true;
}

/// Bytes of this process, where those shared by k processes count for 1/k.
std::int64_t proportional_bytes() {
  std::ifstream file("/proc/self/smaps_rollup");
  constexpr auto rest_of_line = std::numeric_limits<std::streamsize>::max();
  for (std::string word; file >> word; file.ignore(rest_of_line, '\n')) {
    std::int64_t kibibytes = 0;
    if (word == "Pss:" && file >> kibibytes) return 1024 * kibibytes;
  }
  return 0;
}

}  // namespace

TEST_CASE("the leader's numbers are on every rank of the node, large and small") {
  const Nodes nodes(world());
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, std::size_t{1000}, (std::size_t{1} << 19) + 1, large}) {
    const Untouched held(size);
    nodes.fill_once(held.values, [&] {
      CHECK(nodes.here().is_root());
      count_from(3, held.values);
    });
    CHECK(counts_from(3, held.values));
  }
}

TEST_CASE("memory that does not begin alike on all ranks is copied") {
  const Nodes nodes(world());
  const Untouched held(large + 100);
  const auto values = held.values.subspan(static_cast<std::size_t>(world().rank()), large);
  nodes.fill_once(values, [&] { count_from(1, values); });
  CHECK(counts_from(1, values));
}

TEST_CASE("a node holds the numbers once, until somebody writes") {
  const Nodes nodes(world());
  if (nodes.here().size() != world().size()) return;  // the sum below is of one node
  const Untouched held(large);
  world().barrier();
  const std::int64_t before = world().sum(proportional_bytes());
  nodes.fill_once(held.values, [&] { count_from(0, held.values); });
  CHECK(counts_from(0, held.values));
  world().barrier();
  const auto grown = static_cast<double>(world().sum(proportional_bytes()) - before);
  CHECK(grown > 0.5 * large * sizeof(double));  // other processes come and go, and share libraries
  CHECK(grown < 1.5 * large * sizeof(double));

  for (int writer = 0; writer < world().size(); ++writer) {
    if (writer == world().rank()) held.values[large / 2] = -1 - writer;
    world().barrier();
  }
  CHECK(held.values[large / 2] == -1 - world().rank());
  CHECK(held.values[large / 2 + large / 4] == static_cast<double>(large / 2 + large / 4));
}

TEST_CASE("groups have numbers of their own at the same time") {
  const int colour = world().rank() % 2;
  const Subgroup group(world(), colour);
  const Nodes nodes(group.comm());
  const Untouched held(large);
  nodes.fill_once(held.values, [&] { count_from(colour, held.values); });
  CHECK(counts_from(colour, held.values));
}
