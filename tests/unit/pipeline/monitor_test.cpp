#include "heaviside/pipeline/monitor.hpp"

#include <catch2/catch.hpp>

using namespace heaviside;
using pipeline::GlobalBounds;
using pipeline::relative_gap;

namespace {

solver::Certificate certificate(double objective, double gap) {
  solver::Certificate point;
  point.objective = objective;
  point.gap = gap;
  point.lower_bound = objective * (1 - gap);
  return point;
}

}  // namespace

TEST_CASE("a relative gap is never negative, and that of nothing is 0") {
  CHECK(relative_gap(4, 3) == 0.25);
  CHECK(relative_gap(4, 0) == 1);
  CHECK(relative_gap(4, 4) == 0);
  CHECK(relative_gap(4, 4.0000001) == 0);  // a bound may be above by rounding
  CHECK(relative_gap(0, 0) == 0);
  CHECK(relative_gap(1e-200, 5e-201) == 0.5);
}

TEST_CASE("the certified gap is there only where something was certified") {
  const GlobalBounds uncertified{2, {}, true};
  CHECK(uncertified.bounded_gap(8) == 0.75);
  CHECK_FALSE(uncertified.certified_gap(certificate(8, 0.1)));
  const GlobalBounds certified{2, 6};
  CHECK(certified.bounded_gap(8) == 0.75);
  CHECK(certified.certified_gap(certificate(8, 0.1)) == 0.25);
  CHECK(certified.certified_gap(certificate(6, 0.1)) == 0);
}

TEST_CASE("the gap over a complete dictionary is a global one") {
  const GlobalBounds complete{2, 6, true};
  CHECK(complete.bounded_gap(8) == 0.75);
  CHECK(complete.certified_gap(certificate(8, 0.125)) == 0.125);
  CHECK(complete.certified_gap(certificate(8, 0.5)) == 0.25);
}
