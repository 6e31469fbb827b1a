#include "heaviside/pipeline/group_size.hpp"

#include <catch2/catch.hpp>
#include <vector>

namespace {

std::int64_t best(const std::vector<double>& costs, std::int64_t ranks) {
  return heaviside::pipeline::best_group_size(costs, ranks);
}

}  // namespace

TEST_CASE("many equal cells go one to a rank, few are shared") {
  CHECK(best(std::vector<double>(100, 3.0), 4) == 1);
  CHECK(best({5.0}, 8) == 8);
  CHECK(best({5.0, 5.0}, 8) == 4);
  CHECK(best({5.0, 5.0, 5.0}, 3) == 1);
}

TEST_CASE("a cell that dwarfs the others gets more ranks") {
  std::vector<double> costs(10, 0.1);
  costs.front() = 100;
  CHECK(best(costs, 4) == 4);
}

TEST_CASE("nothing to do, one rank, cells without cost") {
  CHECK(best({}, 7) == 1);
  CHECK(best({1.0, 2.0}, 1) == 1);
  CHECK(best({0.0, 0.0}, 5) == 1);
}
