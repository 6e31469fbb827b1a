/// \file  What a piece of code sends over MPI: every collective call that this program makes is counted on its way
/// (through MPI's profiling interface), PETSc's calls too. Local.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <ostream>
#include <string>

namespace heaviside::test {

/// Calls of one MPI function on this rank.
struct Traffic {
  std::int64_t calls = 0;
  std::int64_t bytes = 0;    ///< that this rank put in, all calls together
  std::int64_t largest = 0;  ///< bytes of the largest call
  bool operator==(const Traffic&) const = default;
  friend std::ostream& operator<<(std::ostream& out, const Traffic& traffic);
};

/// By the name of the function; those that were not called are not there.
using MessageLog = std::map<std::string, Traffic>;

/// The calls that `action` makes on this rank.
MessageLog messages_of(const std::function<void()>& action);

/// What the second has more than the first; which of its calls are more is not known, so `largest` is 0.
MessageLog difference(const MessageLog& less, const MessageLog& more);

}  // namespace heaviside::test
