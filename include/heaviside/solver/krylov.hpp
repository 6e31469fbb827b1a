/// \file  Pipeline step 4: conjugate gradients (PETSc KSP) over replicated vectors.
#pragma once

#include <Eigen/Core>
#include <functional>

#include "heaviside/core/communicator.hpp"

namespace heaviside::solver {

/// y = A x for a symmetric positive semidefinite A of some size; may be collective.
using LinearOperator = std::function<Eigen::VectorXd(const Eigen::VectorXd&)>;

/// Solves A x = b from the guess x0 to ||b - A x|| <= tolerance * ||b||, or as far as `max_iterations` lead.
///
/// The vectors are whole on every rank and the Krylov steps run on each rank alone; only A communicates. The root
/// decides when to stop, so that ranks never part ways. PETSc's options apply under the prefix `-heaviside_`. \note
/// Collective, as A is. Throws std::runtime_error if PETSc fails.
Eigen::VectorXd conjugate_gradients(const core::Communicator& comm, const LinearOperator& A, const Eigen::VectorXd& b,
                                    const Eigen::VectorXd& x0, double tolerance, int max_iterations);

}  // namespace heaviside::solver
