#include "heaviside/core/signals.hpp"

#include <csignal>

namespace heaviside::core {
namespace {

volatile std::sig_atomic_t signal_seen = 0;

extern "C" void remember(int signal) {
  if (signal == SIGINT && signal_seen == SIGINT) {
    std::signal(SIGINT, SIG_DFL);
    std::raise(SIGINT);
  }
  signal_seen = signal;
}

}  // namespace

void catch_signals() {
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1}) std::signal(signal, remember);
}

StopReason StopWatcher::due() const {
  if (signal_seen != 0) return StopReason::signal;
  return time_limit_ && seconds() >= *time_limit_ ? StopReason::time_limit : StopReason::none;
}

StopReason StopWatcher::ask(const Communicator& comm) const {
  auto reason = StopReason::none;
  if (comm.is_root() && time_limit_ && seconds() >= *time_limit_) reason = StopReason::time_limit;
  if (signal_seen != 0) reason = StopReason::signal;
  return static_cast<StopReason>(comm.max(static_cast<std::int64_t>(reason)));
}

}  // namespace heaviside::core
