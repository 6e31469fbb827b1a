// Memory that was given back is not resident any more, and nothing else is touched.
#include "heaviside/core/pages.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <vector>

namespace {

using namespace heaviside;

constexpr std::size_t mebibyte = std::size_t{1} << 20;

/// Resident memory of this process, in bytes.
double resident() {
  double size = 0, pages = 0;
  std::ifstream("/proc/self/statm") >> size >> pages;
  return pages * static_cast<double>(sysconf(_SC_PAGESIZE));
}

std::span<std::byte> part(std::vector<char>& memory, std::size_t begin, std::size_t count) {
  return std::as_writable_bytes(std::span(memory)).subspan(begin, count);
}

}  // namespace

TEST_CASE("whole pages are given back, and what is around them stays") {
  std::vector<char> memory(64 * mebibyte, 'x');
  const double before = resident();
  core::release_pages(part(memory, 1, memory.size() - 2));
  CHECK(before - resident() > 60.0 * mebibyte);
  CHECK(memory.front() == 'x');
  CHECK(memory.back() == 'x');
  memory[mebibyte] = 'y';  // the owner may go on
  CHECK(memory[mebibyte] == 'y');
}

TEST_CASE("less than a page stays as it is") {
  std::vector<char> memory(100, 'x');
  core::release_pages(part(memory, 0, 0));
  core::release_pages(part(memory, 0, memory.size()));
  CHECK(memory == std::vector<char>(100, 'x'));
}

TEST_CASE("what is consumed is given back on the way, and what is not stays") {
  std::vector<char> memory(64 * mebibyte, 'x');
  const double before = resident();
  core::ConsumedMemory consumed(part(memory, 0, memory.size()));
  for (std::size_t done = 0; done <= 48 * mebibyte; done += mebibyte / 2 + 100) consumed.consume(done);
  CHECK(before - resident() > 40.0 * mebibyte);
  CHECK(std::vector<char>(memory.begin() + 48 * mebibyte, memory.end()) == std::vector<char>(16 * mebibyte, 'x'));
}
