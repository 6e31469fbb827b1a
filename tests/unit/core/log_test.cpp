#include "heaviside/core/log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <functional>

#include "support/temporary_folder.hpp"

namespace {

using heaviside::core::Communicator;
using heaviside::core::Log;

/// What an action writes to stderr, which is a file meanwhile.
std::string stderr_of(const std::function<void()>& action) {
  const test::TemporaryFolder folder;
  std::fflush(stderr);
  const int saved = dup(STDERR_FILENO);
  const int file = open(folder.file("stderr").c_str(), O_WRONLY | O_CREAT, 0600);
  dup2(file, STDERR_FILENO);
  action();
  std::fflush(stderr);
  dup2(saved, STDERR_FILENO);
  close(saved);
  close(file);
  return test::content_of(folder.path() / "stderr");
}

void speak(bool quiet) {
  Log log(Communicator::self(), quiet);
  log.note("sampling");
  log.warn("a constant column");
  log.error("a damaged file");
  log.progress("solve", 0.5, "gap 1e-3");
}

}  // namespace

TEST_CASE("notes and warnings are lines; progress keeps quiet for the first seconds where there is no terminal") {
  CHECK(stderr_of([] { speak(false); }) == "sampling\nwarning: a constant column\nerror: a damaged file\n");
}

TEST_CASE("with --quiet only warnings and errors are left") {
  CHECK(stderr_of([] { speak(true); }) == "warning: a constant column\nerror: a damaged file\n");
}
