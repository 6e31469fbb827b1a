/// \file  What the user sees on stderr: notes, warnings, and progress (a bar on a terminal, plain lines otherwise).
/// Root only.
#pragma once

#include <string>
#include <vector>

#include "heaviside/core/communicator.hpp"
#include "heaviside/core/stage.hpp"

namespace heaviside::core {

/// Local on every rank; only the root prints.
class Log {
 public:
  Log(const Communicator& comm, bool quiet);

  /// Prints nothing and keeps the warnings of the root; `warnings` must outlive the log.
  Log(const Communicator& comm, std::vector<std::string>& warnings);

  /// A sentence about what is done; silent with --quiet.
  void note(const std::string& text);

  /// Something that the user should know; printed with --quiet too.
  void warn(const std::string& text);

  /// Something that is wrong and was mended; printed with --quiet too.
  void error(const std::string& text);

  /// Progress of a long step, `fraction` in [0, 1]; at most ten times a second on a terminal, every five seconds
  /// otherwise.
  void progress(const std::string& step, double fraction, const std::string& detail);

 private:
  void tell(const std::string& level, const std::string& text);
  void clear_bar();

  bool speaks_;  // the root
  bool quiet_;
  bool terminal_;
  std::vector<std::string>* kept_ = nullptr;  // where warnings go instead of stderr
  bool bar_shown_ = false;
  double next_progress_ = 0;
  Stopwatch watch_;
};

}  // namespace heaviside::core
