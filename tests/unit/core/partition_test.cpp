#include "heaviside/core/partition.hpp"

#include <catch2/catch.hpp>

using heaviside::core::owner;
using heaviside::core::Range;
using heaviside::core::share;

TEST_CASE("shares are contiguous, balanced, and together the whole; owner is their inverse") {
  for (const int parts : {1, 2, 3, 4, 7, 64}) {
    for (const std::int64_t total : {0, 1, 2, 3, 6, 7, 8, 63, 64, 65, 1000}) {
      CAPTURE(parts, total);
      std::int64_t next = 0;
      for (int part = 0; part < parts; ++part) {
        const Range mine = share(total, parts, part);
        REQUIRE(mine.begin == next);
        REQUIRE(mine.size() >= total / parts);
        REQUIRE(mine.size() <= (total + parts - 1) / parts);
        for (std::int64_t item = mine.begin; item < mine.end; ++item) REQUIRE(owner(total, parts, item) == part);
        next = mine.end;
      }
      REQUIRE(next == total);
    }
  }
}

TEST_CASE("large totals do not overflow") {
  constexpr std::int64_t total = std::int64_t{1} << 40;
  constexpr int parts = 1000003;
  CHECK(share(total, parts, 0).begin == 0);
  CHECK(share(total, parts, parts - 1).end == total);
  CHECK(owner(total, parts, 0) == 0);
  CHECK(owner(total, parts, total - 1) == parts - 1);
  const Range middle = share(total, parts, parts / 2);
  CHECK(owner(total, parts, middle.begin) == parts / 2);
  CHECK(owner(total, parts, middle.begin - 1) == parts / 2 - 1);
  CHECK(owner(total, parts, middle.end) == parts / 2 + 1);
}

TEST_CASE("a range contains its begin and not its end") {
  constexpr Range range{3, 5};
  CHECK_FALSE(range.contains(2));
  CHECK(range.contains(3));
  CHECK(range.contains(4));
  CHECK_FALSE(range.contains(5));
  CHECK_FALSE(Range{3, 3}.contains(3));
}
