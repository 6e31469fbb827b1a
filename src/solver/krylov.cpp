#include "heaviside/solver/krylov.hpp"

#include <petscksp.h>

#include <exception>

#include "heaviside/core/petsc.hpp"

namespace heaviside::solver {
namespace {

using core::PetscMatrix;
using core::PetscVector;
using Eigen::Map;
using Eigen::VectorXd;
using Krylov = core::PetscHandle<KSP, KSPDestroy>;

/// What PETSc's callbacks need.
struct System {
  const core::Communicator& comm;
  const LinearOperator& A;
  const KrylovOptions& options;
  double stop_below;
  std::exception_ptr failure;
};

PetscVector wrap(const VectorXd& values) {
  PetscVector vector;
  HEAVISIDE_PETSC(
      VecCreateSeqWithArray(PETSC_COMM_SELF, 1, static_cast<PetscInt>(values.size()), values.data(), vector.out()));
  return vector;
}

/// y = apply(x).
PetscErrorCode apply_to(Vec x, Vec y, const LinearOperator& apply, std::exception_ptr& failure) {
  const PetscScalar* in = nullptr;
  PetscScalar* out = nullptr;
  PetscInt size = 0;
  PetscFunctionBegin;
  PetscCall(VecGetLocalSize(x, &size));
  PetscCall(VecGetArrayRead(x, &in));
  PetscCall(VecGetArrayWrite(y, &out));
  try {
    Map<VectorXd>(out, size) = apply(Map<const VectorXd>(in, size));
  } catch (...) {  // no exception may cross PETSc's C code
    failure = std::current_exception();
    SETERRQ(PETSC_COMM_SELF, PETSC_ERR_LIB, "the linear operator failed");
  }
  PetscCall(VecRestoreArrayWrite(y, &out));
  PetscCall(VecRestoreArrayRead(x, &in));
  PetscFunctionReturn(0);
}

PetscErrorCode multiply(Mat shell, Vec x, Vec y) {
  void* context = nullptr;
  PetscFunctionBegin;
  PetscCall(MatShellGetContext(shell, &context));
  auto& system = *static_cast<System*>(context);
  PetscCall(apply_to(x, y, system.A, system.failure));
  PetscFunctionReturn(0);
}

PetscErrorCode precondition(PC shell, Vec x, Vec y) {
  void* context = nullptr;
  PetscFunctionBegin;
  PetscCall(PCShellGetContext(shell, &context));
  auto& system = *static_cast<System*>(context);
  PetscCall(apply_to(x, y, system.options.preconditioner, system.failure));
  PetscFunctionReturn(0);
}

/// The root's residual norm decides, for all ranks.
PetscErrorCode test_convergence(KSP, PetscInt iteration, PetscReal norm, KSPConvergedReason* reason, void* context) {
  auto& system = *static_cast<System*>(context);
  PetscFunctionBegin;
  try {
    const double agreed = system.comm.broadcast(static_cast<double>(norm));
    *reason = agreed <= system.stop_below                  ? KSP_CONVERGED_ATOL
              : iteration >= system.options.max_iterations ? KSP_CONVERGED_ITS
                                                           : KSP_CONVERGED_ITERATING;
  } catch (...) {
    system.failure = std::current_exception();
    SETERRQ(PETSC_COMM_SELF, PETSC_ERR_LIB, "the convergence test failed");
  }
  PetscFunctionReturn(0);
}

}  // namespace

VectorXd conjugate_gradients(const core::Communicator& comm, const LinearOperator& A, const VectorXd& b,
                             const VectorXd& x0, const KrylovOptions& options) {
  const auto size = static_cast<PetscInt>(b.size());
  System system{comm, A, options, comm.broadcast(options.tolerance * b.norm()), nullptr};
  PetscMatrix matrix;
  HEAVISIDE_PETSC(MatCreateShell(PETSC_COMM_SELF, size, size, size, size, &system, matrix.out()));
  HEAVISIDE_PETSC(MatShellSetOperation(matrix.get(), MATOP_MULT, reinterpret_cast<void (*)()>(multiply)));
  HEAVISIDE_PETSC(MatSetOption(matrix.get(), MAT_SPD, PETSC_TRUE));

  Krylov krylov;
  HEAVISIDE_PETSC(KSPCreate(PETSC_COMM_SELF, krylov.out()));
  HEAVISIDE_PETSC(KSPSetOptionsPrefix(krylov.get(), "heaviside_"));
  HEAVISIDE_PETSC(KSPSetOperators(krylov.get(), matrix.get(), matrix.get()));
  HEAVISIDE_PETSC(KSPSetType(krylov.get(), KSPCG));
  PC preconditioner = nullptr;
  HEAVISIDE_PETSC(KSPGetPC(krylov.get(), &preconditioner));
  HEAVISIDE_PETSC(PCSetType(preconditioner, options.preconditioner ? PCSHELL : PCNONE));
  if (options.preconditioner) {
    HEAVISIDE_PETSC(PCShellSetContext(preconditioner, &system));
    HEAVISIDE_PETSC(PCShellSetApply(preconditioner, precondition));
  }
  HEAVISIDE_PETSC(KSPSetNormType(krylov.get(), KSP_NORM_UNPRECONDITIONED));
  HEAVISIDE_PETSC(KSPSetInitialGuessNonzero(krylov.get(), PETSC_TRUE));
  HEAVISIDE_PETSC(KSPSetConvergenceTest(krylov.get(), test_convergence, &system, nullptr));
  HEAVISIDE_PETSC(KSPSetFromOptions(krylov.get()));

  VectorXd x = x0;
  const PetscVector right = wrap(b);
  const PetscVector solution = wrap(x);
  const PetscErrorCode code = KSPSolve(krylov.get(), right.get(), solution.get());
  if (system.failure) std::rethrow_exception(system.failure);
  core::check_petsc(code, "KSPSolve");
  return x;
}

}  // namespace heaviside::solver
