// Collective operations give what a serial program computes from all ranks' values, at any number of ranks.
#include "heaviside/core/communicator.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "heaviside/core/errors.hpp"
#include "heaviside/core/partition.hpp"
#include "heaviside/core/random.hpp"
#include "heaviside/core/signals.hpp"

namespace {

using namespace heaviside::core;

const Communicator& world() {
  static const Communicator comm(MPI_COMM_WORLD);
  return comm;
}

std::int64_t rank() { return world().rank(); }
std::int64_t size() { return world().size(); }

/// Sum of f over all ranks, computed on each rank alone.
template <class F>
std::int64_t over_ranks(const F& f) {
  std::int64_t total = 0;
  for (std::int64_t r = 0; r < size(); ++r) total += f(r);
  return total;
}

/// The message from one rank to another: its length depends on both, some are empty.
std::vector<std::int32_t> message(std::int64_t from, std::int64_t to) {
  std::vector<std::int32_t> content(static_cast<std::size_t>((3 * from + 5 * to) % 7));
  for (std::size_t k = 0; k < content.size(); ++k) content[k] = static_cast<std::int32_t>(100 * from + 10 * to) - 5;
  return content;
}

}  // namespace

TEST_CASE("integer sums and maxima") {
  std::vector<std::int64_t> wide(1000);
  std::vector<std::int32_t> narrow(1000);
  for (std::size_t k = 0; k < wide.size(); ++k) {
    const auto item = static_cast<std::int64_t>(k);
    wide[k] = (rank() + 1) * (item - 500) * 1000000007;
    narrow[k] = static_cast<std::int32_t>((rank() + 2) * (item - 300));
  }
  world().sum(std::span(wide));
  world().sum(std::span(narrow));
  for (std::size_t k = 0; k < wide.size(); ++k) {
    const auto item = static_cast<std::int64_t>(k);
    REQUIRE(wide[k] == over_ranks([&](std::int64_t r) { return (r + 1) * (item - 500) * 1000000007; }));
    REQUIRE(narrow[k] == over_ranks([&](std::int64_t r) { return (r + 2) * (item - 300); }));
  }
  CHECK(world().sum(rank() + 1) == size() * (size() + 1) / 2);
  CHECK(world().max(-rank() - 1) == -1);
  CHECK(world().max(rank()) == size() - 1);
  CHECK(world().max(0.5 * static_cast<double>(rank())) == 0.5 * static_cast<double>(size() - 1));
  CHECK(world().exclusive_sum(rank() * rank() + 1) ==
        over_ranks([](std::int64_t r) { return r < rank() ? r * r + 1 : 0; }));
  world().sum(std::span<std::int64_t>());
}

TEST_CASE("exact sums have the bits of the serial sum, however the terms lie over the ranks") {
  constexpr std::int64_t count = 4001;
  const auto term = [](std::int64_t k) {
    const auto index = static_cast<std::uint64_t>(k);
    const double value = uniform(1, 9, index, 0) - 0.5;
    return std::ldexp(value, static_cast<int>(random_word(1, 9, index, 1) % 200) - 100);
  };
  ExactSum serial;
  std::vector<ExactSum> contiguous(2);
  ExactSum cyclic;
  for (std::int64_t k = 0; k < count; ++k) {
    serial += term(k);
    if (share(count, world().size(), world().rank()).contains(k)) contiguous[0] += term(k);
    if (k % size() == rank()) cyclic += term(k);
  }
  contiguous[1] = cyclic;
  world().sum(std::span(contiguous));
  CHECK(contiguous[0].value() == serial.value());
  CHECK(contiguous[1].value() == serial.value());
}

TEST_CASE("broadcasts: values, texts, several MiB, nothing") {
  CHECK(world().broadcast(rank() + 41) == 41);
  CHECK(world().broadcast(world().is_root() ? std::string("root") : "a longer text of another rank") == "root");
  CHECK(world().broadcast(world().is_root() ? std::string() : std::string("x")).empty());

  constexpr std::size_t count = 3 << 20;  // 24 MiB
  std::vector<std::uint64_t> values(count);
  for (std::size_t k = 0; k < count; ++k) values[k] = world().is_root() ? 0x9e3779b97f4a7c15ULL * k : 0;
  world().broadcast(std::span(values));
  bool equal = true;
  for (std::size_t k = 0; k < count; ++k) equal = equal && values[k] == 0x9e3779b97f4a7c15ULL * k;
  CHECK(equal);
}

TEST_CASE("gathering keeps the order of the ranks; shares may be empty") {
  std::vector<std::int64_t> mine(static_cast<std::size_t>(rank() % 3), rank());
  std::vector<std::int64_t> all;
  for (std::int64_t r = 0; r < size(); ++r) all.insert(all.end(), static_cast<std::size_t>(r % 3), r);
  CHECK(world().all_gather(std::span<const std::int64_t>(mine)) == all);
  CHECK(world().gather(std::span<const std::int64_t>(mine)) == (world().is_root() ? all : decltype(all){}));
}

TEST_CASE("every message of an exchange arrives where it is sent to, from whom it comes") {
  std::vector<std::vector<std::int32_t>> outgoing;
  for (std::int64_t to = 0; to < size(); ++to) outgoing.push_back(message(rank(), to));
  const auto incoming = world().exchange(outgoing);
  REQUIRE(static_cast<std::int64_t>(incoming.size()) == size());
  for (std::int64_t from = 0; from < size(); ++from) {
    CHECK(incoming[static_cast<std::size_t>(from)] == message(from, rank()));
  }
}

TEST_CASE("an error of the root is thrown on every rank, and the ranks go on together") {
  bool ran = false;
  world().on_root([&] { ran = true; });
  CHECK(ran == world().is_root());

  for (int round = 0; round < 3; ++round) {
    try {
      world().on_root([] { throw InputError("file.csv: line 3: expected a number, found 'x'"); });
      FAIL("nothing was thrown");
    } catch (const CollectiveError& error) {
      CHECK(error.code() == ExitCode::bad_input);
      CHECK(std::string(error.what()) == "file.csv: line 3: expected a number, found 'x'");
    }
    CHECK(world().sum(std::int64_t{1}) == size());
  }
}

TEST_CASE("the time limit is the root's clock, and all ranks hear the same") {
  const StopWatcher watcher(world().is_root() ? 0.0 : 1e9);
  CHECK(watcher.ask(world()) == StopReason::time_limit);
  const StopWatcher patient(world().is_root() ? 1e9 : 0.0);
  CHECK(patient.ask(world()) == StopReason::none);
}
