/// \file  Errors and exit codes. Every error that a user can cause is one line that says what is wrong and what to do.
#pragma once

#include <stdexcept>
#include <string>

namespace heaviside::core {

/// What the program returns to the shell.
enum class ExitCode : int {
  reached = 0,      ///< the requested gaps are reached
  internal = 1,     ///< a bug, or a failure of the machine
  bad_input = 2,    ///< bad usage or bad data
  stopped = 3,      ///< stopped before a requested gap; results are written
  interrupted = 4,  ///< stopped by the time limit or a signal; the best network is written
  numerical = 5,    ///< NaN or infinity arose
};

/// Every rank throws this error with the same text, or none does: it may unwind past collective calls.
class CollectiveError : public std::runtime_error {
 public:
  CollectiveError(ExitCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

/// Bad usage or bad data (exit 2): an option out of its range, a malformed file, a constant label.
/// Thrown on every rank, or inside on_root(), which makes it so.
class InputError : public CollectiveError {
 public:
  explicit InputError(const std::string& message) : CollectiveError(ExitCode::bad_input, message) {}
};

/// NaN or infinity arose in a computation (exit 5). Thrown on every rank.
class NumericalError : public CollectiveError {
 public:
  explicit NumericalError(const std::string& message) : CollectiveError(ExitCode::numerical, message) {}
};

}  // namespace heaviside::core
