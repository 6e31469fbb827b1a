/// \file  Large data that every rank of a node reads are held once a node.
#pragma once

#include <functional>
#include <span>

#include "heaviside/core/communicator.hpp"
#include "heaviside/core/subgroup.hpp"

namespace heaviside::core {

/// The ranks of a communicator by the machine that they share.
class Nodes {
 public:
  /// \note Collective, and so is destruction.
  explicit Nodes(const Communicator& comm);

  /// The ranks of this rank's node; its root is the node's leader.
  const Communicator& here() const { return here_.comm(); }

  /// Fills memory that every rank has allocated, and not touched yet, with the same numbers: the leader of each node
  /// does, and the other ranks read its pages in place of their own. Whoever writes to a page later gets a copy of his
  /// own, so the memory behaves like any other, and is freed as ever.
  ///
  /// Small memory is copied, and so is what cannot be shared (other systems than Linux allow, or processes that may not
  /// see each other): this saves memory, nothing depends on it. Not by a window of MPI: memory of these belongs to MPI
  /// and not to the matrices, and Open MPI 4.1 confuses windows that groups make at the same time (open-mpi/ompi#9492).
  ///
  /// \param values  as many on every rank; shared only where they begin alike on their pages, as with core::OwnPages
  /// \param fill    called on the leaders, with `values`; must not throw
  /// \note Collective on the node.
  void fill_once(std::span<double> values, const std::function<void()>& fill) const;

  /// The ranks that lead their nodes, of which the first is the root of all; on the other ranks: the others.
  const Communicator& leaders() const { return leaders_.comm(); }

 private:
  Subgroup here_;
  Subgroup leaders_;
};

}  // namespace heaviside::core
