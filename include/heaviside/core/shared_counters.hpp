/// \file  Counters that every rank can raise at any time, without the others taking part.
#pragma once

#include "heaviside/core/communicator.hpp"

namespace heaviside::core {

/// 64-bit counters in the memory of the root, all 0 at first, changed by one-sided MPI operations.
///
/// Where the network has no atomic operations of its own, a call returns when the root is next inside MPI.
class SharedCounters {
 public:
  /// \note Collective, and so is destruction. Groups of ranks on one node must not do this at the same time: Open
  /// MPI 4.1
  ///       confuses the windows of communicators that it gave the same number (open-mpi/ompi#9492).
  SharedCounters(const Communicator& comm, int count);
  ~SharedCounters();
  SharedCounters(const SharedCounters&) = delete;
  SharedCounters& operator=(const SharedCounters&) = delete;

  /// Adds to a counter and returns what it was before; adding 0 reads it. Atomic. Local.
  std::int64_t add(int counter, std::int64_t value) const;

 private:
  MPI_Win window_ = MPI_WIN_NULL;
};

}  // namespace heaviside::core
