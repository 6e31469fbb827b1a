/// \file  Groups of ranks that work on different things at the same time.
#pragma once

#include "heaviside/core/communicator.hpp"

namespace heaviside::core {

/// One of the groups that the ranks of a communicator are split into; owns its communicator.
class Subgroup {
 public:
  /// Ranks of the same colour (>= 0) form a group, in the order of their ranks.
  /// \note Collective on `parent`, and so is destruction on the group.
  Subgroup(const Communicator& parent, int colour);
  /// Takes over a communicator.
  explicit Subgroup(MPI_Comm comm) : comm_(comm) {}
  ~Subgroup();
  Subgroup(const Subgroup&) = delete;
  Subgroup& operator=(const Subgroup&) = delete;

  const Communicator& comm() const { return comm_; }

 private:
  Communicator comm_;
};

}  // namespace heaviside::core
