#include "heaviside/core/communicator.hpp"

#include <catch2/catch.hpp>
#include <numeric>

#include "heaviside/core/errors.hpp"

namespace {

using namespace heaviside::core;

/// Code and text of what on_root makes of an exception.
template <class Error>
std::pair<ExitCode, std::string> passed_on(const Error& error) {
  try {
    Communicator::self().on_root([&] { throw error; });
  } catch (const CollectiveError& collective) {
    return {collective.code(), collective.what()};
  }
  return {ExitCode::reached, "no error"};
}

}  // namespace

TEST_CASE("one rank alone is the root, and collective operations leave its values as they are") {
  const auto self = Communicator::self();
  CHECK(self.rank() == 0);
  CHECK(self.size() == 1);
  CHECK(self.is_root());
  self.barrier();

  std::vector<std::int64_t> values{3, -4, 1LL << 62};
  self.sum(std::span(values));
  CHECK(values == std::vector<std::int64_t>{3, -4, 1LL << 62});
  CHECK(self.sum(std::int64_t{-7}) == -7);
  CHECK(self.max(-2.5) == -2.5);
  CHECK(self.max(std::int64_t{-9}) == -9);
  CHECK(self.exclusive_sum(5) == 0);
  CHECK(self.broadcast(2.5) == 2.5);
  CHECK(self.broadcast(std::string("a\0b", 3)) == std::string("a\0b", 3));
  CHECK(self.broadcast(std::string()).empty());

  std::vector<ExactSum> sums(2);
  sums[0] += 0.1;
  sums[1] += -1e300;
  self.sum(std::span(sums));
  CHECK(sums[0].value() == 0.1);
  CHECK(sums[1].value() == -1e300);

  const std::vector<double> mine{1.5, 2.5};
  CHECK(self.gather(std::span<const double>(mine)) == mine);
  CHECK(self.all_gather(std::span<const double>(mine)) == mine);
  CHECK(self.all_gather(std::span<const double>()).empty());
  CHECK(self.exchange<double>({mine}) == std::vector<std::vector<double>>{mine});
}

TEST_CASE("what the root throws comes with its code and text; what is no CollectiveError is an internal error") {
  bool ran = false;
  Communicator::self().on_root([&] { ran = true; });
  CHECK(ran);
  CHECK(passed_on(InputError("bad")) == std::pair{ExitCode::bad_input, std::string("bad")});
  CHECK(passed_on(NumericalError("NaN")) == std::pair{ExitCode::numerical, std::string("NaN")});
  CHECK(passed_on(std::runtime_error("bug")) == std::pair{ExitCode::internal, std::string("bug")});
}
