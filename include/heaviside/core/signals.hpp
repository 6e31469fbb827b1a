/// \file  Requests to stop: signals and the time limit, seen at the next safe point.
#pragma once

#include <optional>

#include "heaviside/core/communicator.hpp"
#include "heaviside/core/stage.hpp"

namespace heaviside::core {

/// From now on SIGINT, SIGTERM and SIGUSR1 set a flag instead of ending the process; a second SIGINT ends it. Local.
void catch_signals();

/// Why a run should stop before it is done.
enum class StopReason { none, time_limit, signal };

/// Watches the clock and the signals of a run.
class StopWatcher {
 public:
  /// \param time_limit  seconds from now; none: no limit
  explicit StopWatcher(std::optional<double> time_limit = std::nullopt) : time_limit_(time_limit) {}

  /// The same answer on every rank: a signal that reached any rank counts, the clock is the root's.
  /// \note Collective: one integer maximum.
  StopReason ask(const Communicator& comm) const;

  /// What this rank alone would answer: for leaving long local work, which the ranks then have to agree on.
  StopReason due() const;

  double seconds() const { return watch_.seconds(); }

 private:
  std::optional<double> time_limit_;
  Stopwatch watch_;
};

}  // namespace heaviside::core
