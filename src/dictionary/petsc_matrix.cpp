#include "heaviside/dictionary/petsc_matrix.hpp"

#include <petsc/private/matimpl.h>
#include <petscmat.h>

#include <algorithm>

namespace heaviside::dictionary {
namespace {

using core::PetscMatrix;
using Eigen::Map;
using Eigen::VectorXd;

/// What a matrix of the type holds: a view of D.
const Dictionary& dictionary_of(Mat matrix) { return *static_cast<const Dictionary*>(matrix->data); }

/// Runs a C++ body inside a PETSc callback: no exception may cross PETSc's C code.
template <class Action>
PetscErrorCode guarded(const Action& action) {
  PetscFunctionBegin;
  try {
    action();
  } catch (const std::exception& error) {
    SETERRQ(PETSC_COMM_SELF, PETSC_ERR_LIB, "%s", error.what());
  }
  PetscFunctionReturn(0);
}

Map<const VectorXd> read(Vec vector) {
  const PetscScalar* values = nullptr;
  PetscInt size = 0;
  HEAVISIDE_PETSC(VecGetLocalSize(vector, &size));
  HEAVISIDE_PETSC(VecGetArrayRead(vector, &values));
  return {values, size};
}

/// The vector's values, this rank's share as it is.
VectorXd local_values(Vec vector) {
  const auto view = read(vector);
  VectorXd values = view;
  const PetscScalar* array = view.data();
  HEAVISIDE_PETSC(VecRestoreArrayRead(vector, &array));
  return values;
}

/// The vector's values, whole on every rank.
VectorXd all_values(const core::Communicator& comm, Vec vector) {
  const VectorXd mine = local_values(vector);
  const auto all = comm.all_gather(std::span<const double>(mine.data(), static_cast<std::size_t>(mine.size())));
  return Map<const VectorXd>(all.data(), static_cast<Eigen::Index>(all.size()));
}

void assign(Vec vector, const VectorXd& local) {
  PetscScalar* values = nullptr;
  HEAVISIDE_PETSC(VecGetArrayWrite(vector, &values));
  std::copy(local.begin(), local.end(), values);
  HEAVISIDE_PETSC(VecRestoreArrayWrite(vector, &values));
}

/// The part of a whole vector that PETSc's layout gives to this rank.
VectorXd owned_part(Vec vector, const VectorXd& whole) {
  PetscInt begin = 0;
  PetscInt end = 0;
  HEAVISIDE_PETSC(VecGetOwnershipRange(vector, &begin, &end));
  return whole.segment(begin, end - begin);
}

PetscErrorCode multiply(Mat matrix, Vec v, Vec result) {  // D'v
  return guarded([&] {
    const auto& D = dictionary_of(matrix);
    assign(result, D.correlate(all_values(D.comm(), v)));
  });
}

PetscErrorCode multiply_transpose(Mat matrix, Vec w, Vec result) {  // D w
  return guarded([&] { assign(result, owned_part(result, dictionary_of(matrix).combine(local_values(w)))); });
}

PetscErrorCode view(Mat matrix, PetscViewer viewer) {
  PetscBool ascii = PETSC_FALSE;
  PetscFunctionBegin;
  PetscCall(PetscObjectTypeCompare(reinterpret_cast<PetscObject>(viewer), PETSCVIEWERASCII, &ascii));
  if (ascii) {
    const auto& D = dictionary_of(matrix);
    PetscCall(PetscViewerASCIIPrintf(viewer, "  %lld patterns of %lld samples, bit-packed\n",
                                     static_cast<long long>(D.cols()), static_cast<long long>(D.rows())));
    PetscCall(PetscViewerASCIIPushSynchronized(viewer));
    PetscCall(PetscViewerASCIISynchronizedPrintf(viewer, "  [%d] %lld patterns from %lld on, %.1f KiB\n",
                                                 D.comm().rank(), static_cast<long long>(D.local().size()),
                                                 static_cast<long long>(D.local().begin),
                                                 static_cast<double>(D.bits().bytes()) / 1024));
    PetscCall(PetscViewerFlush(viewer));
    PetscCall(PetscViewerASCIIPopSynchronized(viewer));
  }
  PetscFunctionReturn(0);
}

PetscErrorCode create(Mat matrix) {
  PetscFunctionBegin;
  matrix->ops->mult = multiply;
  matrix->ops->multtranspose = multiply_transpose;
  matrix->ops->view = view;
  matrix->assembled = PETSC_TRUE;
  matrix->preallocated = PETSC_TRUE;
  PetscCall(PetscObjectChangeTypeName(reinterpret_cast<PetscObject>(matrix), petsc_type));
  PetscFunctionReturn(0);
}

void register_type() {
  static const PetscErrorCode registered = MatRegister(petsc_type, create);
  core::check_petsc(registered, "MatRegister");
}

/// Ones in each row of D, whole on every rank.
VectorXd row_counts(const Dictionary& D) { return D.combine(VectorXd::Ones(D.local().size())); }

PetscErrorCode row_gram_diagonal(Mat gram, Vec diagonal) {
  return guarded([&] {
    Mat factor = nullptr;
    HEAVISIDE_PETSC(MatNormalGetMat(gram, &factor));
    assign(diagonal, owned_part(diagonal, row_counts(dictionary_of(factor))));
  });
}

PetscErrorCode column_gram_diagonal(Mat gram, Vec diagonal) {
  return guarded([&] {
    Mat transposed = nullptr;
    Mat factor = nullptr;
    HEAVISIDE_PETSC(MatNormalGetMat(gram, &transposed));
    HEAVISIDE_PETSC(MatTransposeGetMat(transposed, &factor));
    assign(diagonal, dictionary_of(factor).column_counts());
  });
}

PetscMatrix normal_matrix(Mat factor, PetscErrorCode (*diagonal)(Mat, Vec)) {
  PetscMatrix gram;
  HEAVISIDE_PETSC(MatCreateNormal(factor, gram.out()));
  HEAVISIDE_PETSC(MatSetOperation(gram.get(), MATOP_GET_DIAGONAL, reinterpret_cast<void (*)()>(diagonal)));
  return gram;
}

}  // namespace

PetscMatrix petsc_matrix(const Dictionary& D) {
  register_type();
  PetscMatrix matrix;
  HEAVISIDE_PETSC(MatCreate(D.comm().handle(), matrix.out()));
  HEAVISIDE_PETSC(MatSetSizes(matrix.get(), static_cast<PetscInt>(D.local().size()), PETSC_DECIDE,
                              static_cast<PetscInt>(D.cols()), static_cast<PetscInt>(D.rows())));
  HEAVISIDE_PETSC(MatSetType(matrix.get(), petsc_type));
  matrix.get()->data = const_cast<Dictionary*>(&D);  // read only: PETSc keeps it as void*
  HEAVISIDE_PETSC(MatSetUp(matrix.get()));
  return matrix;
}

PetscMatrix petsc_row_gram(const Dictionary& D) {
  const PetscMatrix matrix = petsc_matrix(D);  // PETSc counts references: the Gram matrix keeps its factor
  return normal_matrix(matrix.get(), row_gram_diagonal);
}

PetscMatrix petsc_column_gram(const Dictionary& D) {
  const PetscMatrix matrix = petsc_matrix(D);
  PetscMatrix transposed;
  HEAVISIDE_PETSC(MatCreateTranspose(matrix.get(), transposed.out()));
  return normal_matrix(transposed.get(), column_gram_diagonal);
}

void view_from_options(const Dictionary& D) {
  HEAVISIDE_PETSC(MatViewFromOptions(petsc_matrix(D).get(), nullptr, "-dictionary_view"));
}

}  // namespace heaviside::dictionary
