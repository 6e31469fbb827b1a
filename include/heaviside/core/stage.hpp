/// \file  The stages of the pipeline, as PETSc's -log_view shows them, and their wall time.
#pragma once

#include <chrono>

namespace heaviside::core {

enum class Stage { sample, assemble, factorise, iterate, polish, certify, gather };

/// While it lives, PETSc attributes work to the stage. Stages nest. Local.
class StageScope {
 public:
  explicit StageScope(Stage stage);
  ~StageScope();
  StageScope(const StageScope&) = delete;
  StageScope& operator=(const StageScope&) = delete;
};

/// Wall time since construction, and what went before it.
class Stopwatch {
 public:
  explicit Stopwatch(double seconds_before = 0) : before_(seconds_before) {}
  double seconds() const {
    return before_ + std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  double before_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace heaviside::core
