/// \file  Contiguous, balanced shares of a range of items. Local, pure.
#pragma once

#include <cstdint>

namespace heaviside::core {

/// Items [begin, end) of one share.
struct Range {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  constexpr std::int64_t size() const { return end - begin; }
  constexpr bool contains(std::int64_t item) const { return begin <= item && item < end; }
};

/// Share `part` of `parts` of the items 0..total-1; the first total % parts shares hold one item more.
constexpr Range share(std::int64_t total, int parts, int part) {
  const std::int64_t base = total / parts;
  const std::int64_t extra = total % parts;
  const auto start = [&](std::int64_t p) { return p * base + (p < extra ? p : extra); };
  return {start(part), start(part + 1)};
}

/// The share that holds an item: the inverse of share().
constexpr int owner(std::int64_t total, int parts, std::int64_t item) {
  const std::int64_t base = total / parts;
  const std::int64_t extra = total % parts;
  const std::int64_t large = extra * (base + 1);  // items in the shares that hold one more
  return static_cast<int>(item < large ? item / (base + 1) : extra + (item - large) / base);
}

}  // namespace heaviside::core
