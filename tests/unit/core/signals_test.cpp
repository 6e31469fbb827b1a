#include "heaviside/core/signals.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>

using namespace heaviside::core;

// One case, in this order: once seen, a signal stays seen.
TEST_CASE("a run stops by its time limit, or by a signal, which comes first") {
  const auto comm = Communicator::self();
  catch_signals();
  CHECK(StopWatcher().ask(comm) == StopReason::none);
  CHECK(StopWatcher(1e9).ask(comm) == StopReason::none);
  const StopWatcher late(0);
  CHECK(late.ask(comm) == StopReason::time_limit);
  CHECK(late.seconds() >= 0);

  // The second SIGINT ends a process that is deaf to the first.
  const pid_t child = fork();
  if (child == 0) {
    std::raise(SIGINT);
    const bool seen = StopWatcher().ask(comm) == StopReason::signal;
    if (seen) std::raise(SIGINT);
    _exit(1);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGINT);

  std::raise(SIGUSR1);
  CHECK(StopWatcher().ask(comm) == StopReason::signal);
  CHECK(late.ask(comm) == StopReason::signal);
  std::raise(SIGTERM);
  CHECK(StopWatcher().ask(comm) == StopReason::signal);
}
