#include "heaviside/core/log.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace heaviside::core {
namespace {

constexpr double seconds_between_bars = 0.1;
constexpr double seconds_between_lines = 5;
constexpr int bar_width = 24;

}  // namespace

Log::Log(const Communicator& comm, bool quiet)
    : speaks_(comm.is_root()),
      quiet_(quiet),
      terminal_(isatty(STDERR_FILENO) != 0),
      next_progress_(terminal_ ? seconds_between_bars : seconds_between_lines) {}

Log::Log(const Communicator& comm, std::vector<std::string>& warnings) : Log(comm, true) { kept_ = &warnings; }

void Log::note(const std::string& text) {
  if (quiet_ || !speaks_) return;
  clear_bar();
  std::fprintf(stderr, "%s\n", text.c_str());
}

void Log::warn(const std::string& text) { tell("warning", text); }

void Log::error(const std::string& text) { tell("error", text); }

void Log::tell(const std::string& level, const std::string& text) {
  if (!speaks_) return;
  if (kept_ != nullptr) {
    kept_->push_back(text);
    return;
  }
  clear_bar();
  std::fprintf(stderr, "%s: %s\n", level.c_str(), text.c_str());
}

void Log::progress(const std::string& step, double fraction, const std::string& detail) {
  if (quiet_ || !speaks_ || watch_.seconds() < next_progress_) return;
  next_progress_ = watch_.seconds() + (terminal_ ? seconds_between_bars : seconds_between_lines);
  const double done = std::clamp(fraction, 0.0, 1.0);
  if (terminal_) {
    const std::string bar(static_cast<std::size_t>(done * bar_width), '#');
    std::fprintf(stderr, "\r\033[K%-9s [%-*s] %s", step.c_str(), bar_width, bar.c_str(), detail.c_str());
    std::fflush(stderr);
    bar_shown_ = true;
  } else {
    std::fprintf(stderr, "%s: %3.0f%%  %s\n", step.c_str(), 100 * done, detail.c_str());
  }
}

void Log::clear_bar() {
  if (bar_shown_) std::fprintf(stderr, "\r\033[K");
  bar_shown_ = false;
}

}  // namespace heaviside::core
