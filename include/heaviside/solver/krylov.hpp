/// \file  Pipeline step 4: conjugate gradients (PETSc KSP) over replicated vectors.
#pragma once

#include <Eigen/Core>
#include <functional>

#include "heaviside/core/communicator.hpp"

namespace heaviside::solver {

/// y = A x for a symmetric positive semidefinite A of some size; may be collective.
using LinearOperator = std::function<Eigen::VectorXd(const Eigen::VectorXd&)>;

struct KrylovOptions {
  double tolerance = 1e-6;  ///< of ||b - A x||, relative to ||b||
  int max_iterations = 1000;
  LinearOperator preconditioner = {};  ///< symmetric positive definite, about A^{-1}; none: the identity
};

/// Solves A x = b from the guess x0 to the tolerance, or as far as the iterations lead.
///
/// The vectors are whole on every rank and the Krylov steps run on each rank alone; only A communicates. The root
/// decides when to stop, so that ranks never part ways. PETSc's options apply under the prefix `-heaviside_`. \note
/// Collective, as A is. Throws std::runtime_error if PETSc fails.
Eigen::VectorXd conjugate_gradients(const core::Communicator& comm, const LinearOperator& A, const Eigen::VectorXd& b,
                                    const Eigen::VectorXd& x0, const KrylovOptions& options);

}  // namespace heaviside::solver
