#include "heaviside/report/trace.hpp"

#include <catch2/catch.hpp>

#include "heaviside/core/errors.hpp"
#include "support/file_size_limit.hpp"
#include "support/temporary_folder.hpp"

using namespace heaviside;

namespace {

const std::string header =
    "seconds,round,iterations,objective,restricted_gap,bounded_global_gap,certified_global_gap,neurons,"
    "train_accuracy,test_accuracy\n";

}  // namespace

TEST_CASE("a line is on disk as soon as it is appended; what is absent is an empty field") {
  const test::TemporaryFolder folder;
  const auto comm = core::Communicator::self();
  const auto path = folder.path() / "trace.csv";
  test::write(path, "an old trace\n");
  report::TraceWriter trace(comm, path);
  CHECK(test::content_of(path) == header);
  trace.append(
      {.seconds = 0.25, .round = 1, .iterations = 20, .objective = 0.1 + 0.2, .restricted_gap = 1e-7, .neurons = 3});
  const std::string first = header + "0.25,1,20,0.30000000000000004,1e-07,,,3,,\n";
  CHECK(test::content_of(path) == first);
  trace.append({1, 2, 40, 12, 0, 0.5, 0.25, 4, 0.75, 0.875});
  CHECK(test::content_of(path) == first + "1,2,40,12,0,0.5,0.25,4,0.75,0.875\n");
  trace.finish(comm);
}

TEST_CASE("a trace that is gone on with keeps the rows of a state, and none where they have changed since") {
  const test::TemporaryFolder folder;
  const auto comm = core::Communicator::self();
  const auto path = folder.path() / "trace.csv";
  std::vector<report::TraceState> states;
  {
    report::TraceWriter trace(comm, path);
    for (const double seconds : {1, 2, 3}) {
      states.push_back(trace.state());
      trace.append({.seconds = seconds});
    }
    states.push_back(trace.state());
  }
  const std::string rest = ",0,0,0,,,,0,,\n", whole = test::content_of(path);
  REQUIRE(whole == header + "1" + rest + "2" + rest + "3" + rest);
  for (std::int64_t kept = 0; kept <= 3; ++kept) {
    const auto& state = states[static_cast<std::size_t>(kept)];
    test::write(path, whole);
    report::TraceWriter trace(comm, path, state);
    CHECK(trace.state() == state);
    trace.append({});
    CHECK(trace.state().rows == kept + 1);
    CHECK(test::content_of(path) ==
          whole.substr(0, header.size() + static_cast<std::size_t>(kept) * (1 + rest.size())) + "0" + rest);
  }
  std::string changed = whole;
  changed[header.size()] = '5';
  for (const auto& damaged : {changed, whole.substr(0, whole.size() - 3 - rest.size()), std::string()}) {
    test::write(path, damaged);
    CHECK(report::TraceWriter(comm, path, states[3]).state() == report::TraceState());
    CHECK(test::content_of(path) == header);
  }
}

TEST_CASE("a trace that cannot be written is an error at its beginning or at its end") {
  const auto comm = core::Communicator::self();
  CHECK_THROWS_WITH(report::TraceWriter(comm, "/nowhere/trace.csv"),
                    "cannot write /nowhere/trace.csv: No such file or directory");
  CHECK_THROWS_WITH(report::TraceWriter(comm, "/dev/full"), "cannot write /dev/full: No space left on device");

  const test::TemporaryFolder folder;
  const auto path = folder.path() / "trace.csv";
  report::TraceWriter trace(comm, path);
  {
    const test::FileSizeLimit limit(header.size() + 10);
    trace.append({});
    trace.append({});
  }
  CHECK_THROWS_WITH(trace.finish(comm), "cannot write " + path.string() + " to its end: is the disk full?");
}
