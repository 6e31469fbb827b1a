/// \file  Memory that goes back to the system before its owner does. Local.
#pragma once

#include <cstddef>
#include <span>

namespace heaviside::core {

/// Gives the memory behind these bytes back to the system, as far as it consists of whole pages; their content is lost.
/// The owner may write them again, which costs fresh pages, and frees them as ever.
void release_pages(std::span<std::byte> bytes);

/// While it lives, large allocations that the heap has no room for get pages of their own, which go back to the system
/// when they are freed. Afterwards the heap grows again, as SuperLU_DIST, which comes with PETSc, tells malloc when it
/// is loaded: faster for what comes and goes in loops.
class OwnPages {
 public:
  OwnPages();
  ~OwnPages();
  OwnPages(const OwnPages&) = delete;
  OwnPages& operator=(const OwnPages&) = delete;
};

/// Memory that is worked through from front to back and given back on the way.
class ConsumedMemory {
 public:
  explicit ConsumedMemory(std::span<std::byte> bytes) : rest_(bytes) {}

  /// The first `count` of the bytes that were there in the beginning are not needed any more.
  void consume(std::size_t count);

 private:
  std::span<std::byte> rest_;  // not given back yet
  std::size_t released_ = 0;
};

}  // namespace heaviside::core
