#include "heaviside/report/verdict.hpp"

#include <catch2/catch.hpp>

using heaviside::report::verdict;

TEST_CASE("a verdict claims what the certified gap says, and no more") {
  CHECK(verdict(1e-7, 1e-6) ==
        "Globally optimal: no network of this kind has an objective lower by more than 1e-06 of it.");
  CHECK(verdict(1e-6, 1e-6).starts_with("Globally optimal"));
  CHECK(verdict(1.0001e-6, 1e-6).starts_with("Not proven optimal"));
  CHECK(verdict(0.125, 1e-6) ==
        "Not proven optimal: the optimum over all patterns is lower by at most 0.125 of this objective.");
  CHECK(verdict({}, 1e-6).starts_with("Not claimed"));
}
