#include "heaviside/pipeline/monitor.hpp"

#include <catch2/catch.hpp>

using namespace heaviside;
using pipeline::GlobalBounds;
using pipeline::relative_gap;

TEST_CASE("a relative gap is never negative, and that of nothing is 0") {
  CHECK(relative_gap(4, 3) == 0.25);
  CHECK(relative_gap(4, 0) == 1);
  CHECK(relative_gap(4, 4) == 0);
  CHECK(relative_gap(4, 4.0000001) == 0);  // a bound may be above by rounding
  CHECK(relative_gap(0, 0) == 0);
  CHECK(relative_gap(1e-200, 5e-201) == 0.5);
}

TEST_CASE("the certified gap is there only where something was certified") {
  const GlobalBounds uncertified{2, {}};
  CHECK(uncertified.bounded_gap(8) == 0.75);
  CHECK_FALSE(uncertified.certified_gap(8));
  const GlobalBounds certified{2, 6};
  CHECK(certified.bounded_gap(8) == 0.75);
  CHECK(certified.certified_gap(8) == 0.25);
  CHECK(certified.certified_gap(6) == 0);
}
