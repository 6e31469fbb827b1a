#include "heaviside/core/pages.hpp"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>

namespace heaviside::core {
namespace {

constexpr std::size_t step_bytes = std::size_t{1} << 22;  // so much larger than a page that no call is felt

}  // namespace

void release_pages(std::span<std::byte> bytes) {
  static const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto address = reinterpret_cast<std::uintptr_t>(bytes.data());
  const std::uintptr_t skipped = (page - address % page) % page;
  if (bytes.size() < skipped + page) return;
  const std::size_t whole = (bytes.size() - skipped) / page * page;
  // It only saves memory: where the system declines, the bytes stay until their owner frees them.
  static_cast<void>(madvise(bytes.data() + skipped, whole, MADV_DONTNEED));
}

OwnPages::OwnPages() {
  constexpr int mappings = 65536;  // glibc's default
  mallopt(M_MMAP_MAX, mappings);
}

OwnPages::~OwnPages() { mallopt(M_MMAP_MAX, 0); }

void ConsumedMemory::consume(std::size_t count) {
  const std::size_t done = count - released_;
  if (done < step_bytes) return;
  release_pages(rest_.first(done));
  rest_ = rest_.subspan(done);
  released_ = count;
}

}  // namespace heaviside::core
