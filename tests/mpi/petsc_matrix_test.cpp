// The dictionary as a PETSc matrix against PETSc's own dense matrix of the same entries; solvers run on it.
#include "heaviside/dictionary/petsc_matrix.hpp"

#include <petscksp.h>
#include <petsctao.h>

#include <Eigen/Cholesky>
#include <catch2/catch.hpp>
#include <cstdio>

#include "support/random_dictionary.hpp"

namespace {

using namespace heaviside;
using core::PetscHandle;
using core::PetscMatrix;
using core::PetscVector;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using test::world;

using Solver = PetscHandle<KSP, KSPDestroy>;
using Optimiser = PetscHandle<Tao, TaoDestroy>;

/// A vector that MatCreateVecs gave, filled from a vector that is whole on every rank.
void fill(const PetscVector& vector, const VectorXd& values) {
  PetscInt begin = 0;
  PetscInt end = 0;
  HEAVISIDE_PETSC(VecGetOwnershipRange(vector.get(), &begin, &end));
  for (PetscInt i = begin; i < end; ++i) HEAVISIDE_PETSC(VecSetValue(vector.get(), i, values[i], INSERT_VALUES));
  HEAVISIDE_PETSC(VecAssemblyBegin(vector.get()));
  HEAVISIDE_PETSC(VecAssemblyEnd(vector.get()));
}

VectorXd whole(const PetscVector& vector) {
  PetscInt size = 0;
  const PetscScalar* values = nullptr;
  HEAVISIDE_PETSC(VecGetLocalSize(vector.get(), &size));
  HEAVISIDE_PETSC(VecGetArrayRead(vector.get(), &values));
  const auto all = world().all_gather(std::span<const double>(values, static_cast<std::size_t>(size)));
  HEAVISIDE_PETSC(VecRestoreArrayRead(vector.get(), &values));
  return Eigen::Map<const VectorXd>(all.data(), static_cast<Eigen::Index>(all.size()));
}

struct VectorPair {
  PetscVector right;
  PetscVector left;
};

VectorPair vectors_of(Mat matrix) {
  VectorPair vectors;
  HEAVISIDE_PETSC(MatCreateVecs(matrix, vectors.right.out(), vectors.left.out()));
  return vectors;
}

/// PETSc's dense matrix of the transposed dictionary, with the same distribution.
PetscMatrix dense_matrix(const dictionary::Dictionary& D, const MatrixXd& entries) {
  PetscMatrix matrix;
  const auto rows = static_cast<PetscInt>(D.local().size());
  HEAVISIDE_PETSC(MatCreateDense(world().handle(), rows, PETSC_DECIDE, static_cast<PetscInt>(D.cols()),
                                 static_cast<PetscInt>(D.rows()), nullptr, matrix.out()));
  for (std::int64_t j = D.local().begin; j < D.local().end; ++j) {
    for (std::int64_t i = 0; i < D.rows(); ++i) {
      HEAVISIDE_PETSC(
          MatSetValue(matrix.get(), static_cast<PetscInt>(j), static_cast<PetscInt>(i), entries(i, j), INSERT_VALUES));
    }
  }
  HEAVISIDE_PETSC(MatAssemblyBegin(matrix.get(), MAT_FINAL_ASSEMBLY));
  HEAVISIDE_PETSC(MatAssemblyEnd(matrix.get(), MAT_FINAL_ASSEMBLY));
  return matrix;
}

bool equal(Mat a, Mat b) {
  PetscBool same = PETSC_FALSE;
  HEAVISIDE_PETSC(MatEqual(a, b, &same));
  return same == PETSC_TRUE;
}

/// rho I + D D', applied without forming it.
struct Ridge {
  Mat gram = nullptr;
  double rho = 0;
};

Ridge& ridge_of(Mat shell) {
  void* context = nullptr;
  HEAVISIDE_PETSC(MatShellGetContext(shell, &context));
  return *static_cast<Ridge*>(context);
}

PetscErrorCode multiply_ridge(Mat shell, Vec x, Vec y) {
  PetscFunctionBegin;
  PetscCall(MatMult(ridge_of(shell).gram, x, y));
  PetscCall(VecAXPY(y, ridge_of(shell).rho, x));
  PetscFunctionReturn(0);
}

PetscErrorCode ridge_diagonal(Mat shell, Vec diagonal) {
  PetscFunctionBegin;
  PetscCall(MatGetDiagonal(ridge_of(shell).gram, diagonal));
  PetscCall(VecShift(diagonal, ridge_of(shell).rho));
  PetscFunctionReturn(0);
}

PetscMatrix ridge_matrix(Ridge& ridge) {
  PetscInt local = 0;
  HEAVISIDE_PETSC(MatGetLocalSize(ridge.gram, &local, nullptr));
  PetscMatrix shell;
  HEAVISIDE_PETSC(
      MatCreateShell(world().handle(), local, local, PETSC_DETERMINE, PETSC_DETERMINE, &ridge, shell.out()));
  HEAVISIDE_PETSC(MatShellSetOperation(shell.get(), MATOP_MULT, reinterpret_cast<void (*)()>(multiply_ridge)));
  HEAVISIDE_PETSC(MatShellSetOperation(shell.get(), MATOP_GET_DIAGONAL, reinterpret_cast<void (*)()>(ridge_diagonal)));
  return shell;
}

/// The solution of a linear system or least-squares problem by a Krylov method; fails if it does not converge.
VectorXd krylov_solution(Mat matrix, KSPType type, PCType preconditioner, const VectorXd& right_side) {
  Solver solver;
  HEAVISIDE_PETSC(KSPCreate(world().handle(), solver.out()));
  HEAVISIDE_PETSC(KSPSetOperators(solver.get(), matrix, matrix));
  HEAVISIDE_PETSC(KSPSetType(solver.get(), type));
  PC pc = nullptr;
  HEAVISIDE_PETSC(KSPGetPC(solver.get(), &pc));
  HEAVISIDE_PETSC(PCSetType(pc, preconditioner));
  HEAVISIDE_PETSC(KSPSetTolerances(solver.get(), 1e-11, PETSC_DEFAULT, PETSC_DEFAULT, 2000));
  const auto vectors = vectors_of(matrix);
  fill(vectors.left, right_side);
  HEAVISIDE_PETSC(KSPSolve(solver.get(), vectors.left.get(), vectors.right.get()));
  KSPConvergedReason reason = KSP_CONVERGED_ITERATING;
  HEAVISIDE_PETSC(KSPGetConvergedReason(solver.get(), &reason));
  CHECK(reason > 0);
  return whole(vectors.right);
}

/// 1/2 ||D w - y||^2 + rho/2 ||w||^2 for TAO.
struct RidgeProblem {
  Mat matrix = nullptr;  // D'
  Vec target = nullptr;  // y
  Vec residual = nullptr;
  double rho = 0;
};

PetscErrorCode objective_and_gradient(Tao, Vec w, PetscReal* value, Vec gradient, void* context) {
  PetscFunctionBegin;
  const auto& problem = *static_cast<RidgeProblem*>(context);
  PetscReal residual_norm = 0;
  PetscReal norm = 0;
  PetscCall(MatMultTranspose(problem.matrix, w, problem.residual));
  PetscCall(VecAXPY(problem.residual, -1, problem.target));
  PetscCall(MatMult(problem.matrix, problem.residual, gradient));
  PetscCall(VecAXPY(gradient, problem.rho, w));
  PetscCall(VecNorm(problem.residual, NORM_2, &residual_norm));
  PetscCall(VecNorm(w, NORM_2, &norm));
  *value = 0.5 * (residual_norm * residual_norm + problem.rho * norm * norm);
  PetscFunctionReturn(0);
}

/// What MatView writes, on the root; empty elsewhere.
std::string view_text(Mat matrix) {
  char* memory = nullptr;
  std::size_t size = 0;
  std::FILE* stream = world().is_root() ? open_memstream(&memory, &size) : stderr;
  PetscViewer viewer = nullptr;
  HEAVISIDE_PETSC(PetscViewerASCIIOpenWithFILE(world().handle(), stream, &viewer));
  HEAVISIDE_PETSC(MatView(matrix, viewer));
  HEAVISIDE_PETSC(PetscViewerDestroy(&viewer));
  if (!world().is_root()) return {};
  std::fclose(stream);
  const std::string text(memory, size);
  std::free(memory);
  return text;
}

const std::vector<std::pair<int, int>> shapes{{1, 1}, {50, 2}, {3, 40}, {65, 17}, {200, 90}};

}  // namespace

TEST_CASE("products, vectors and conversion agree with PETSc's dense matrix") {
  for (const auto& [n, P] : shapes) {
    CAPTURE(n, P);
    const MatrixXd entries = test::random_zero_one(n, P, 1);
    const auto D = test::distributed(world(), entries);
    const auto matrix = dictionary::petsc_matrix(D);
    const auto dense = dense_matrix(D, entries);

    const auto ours = vectors_of(matrix.get());
    const auto theirs = vectors_of(dense.get());
    PetscInt local = 0;
    HEAVISIDE_PETSC(VecGetLocalSize(ours.left.get(), &local));
    CHECK(local == D.local().size());

    for (const auto& pair : {&ours, &theirs}) fill(pair->right, test::random_normal(n, 2));
    HEAVISIDE_PETSC(MatMult(matrix.get(), ours.right.get(), ours.left.get()));
    HEAVISIDE_PETSC(MatMult(dense.get(), theirs.right.get(), theirs.left.get()));
    CHECK(whole(ours.left).isApprox(whole(theirs.left), 1e-12));

    for (const auto& pair : {&ours, &theirs}) fill(pair->left, test::random_normal(P, 3));
    HEAVISIDE_PETSC(MatMultTranspose(matrix.get(), ours.left.get(), ours.right.get()));
    HEAVISIDE_PETSC(MatMultTranspose(dense.get(), theirs.left.get(), theirs.right.get()));
    CHECK(whole(ours.right).isApprox(whole(theirs.right), 1e-12));

    PetscMatrix converted;
    HEAVISIDE_PETSC(MatConvert(matrix.get(), MATDENSE, MAT_INITIAL_MATRIX, converted.out()));
    CHECK(equal(converted.get(), dense.get()));
  }
}

TEST_CASE("the Gram matrices multiply and know their diagonals") {
  for (const auto& [n, P] : shapes) {
    CAPTURE(n, P);
    const MatrixXd entries = test::random_zero_one(n, P, 4);
    const auto D = test::distributed(world(), entries);
    const auto check = [](const PetscMatrix& gram, const MatrixXd& expected) {
      const auto vectors = vectors_of(gram.get());
      const VectorXd x = test::random_normal(expected.cols(), 5);
      fill(vectors.right, x);
      HEAVISIDE_PETSC(MatMult(gram.get(), vectors.right.get(), vectors.left.get()));
      CHECK((whole(vectors.left) - expected * x).norm() <= 1e-12 * expected.norm() * x.norm());
      HEAVISIDE_PETSC(MatGetDiagonal(gram.get(), vectors.left.get()));
      CHECK(whole(vectors.left) == expected.diagonal());
    };
    check(dictionary::petsc_row_gram(D), entries * entries.transpose());
    check(dictionary::petsc_column_gram(D), entries.transpose() * entries);
  }
}

TEST_CASE("conjugate gradients with Jacobi solve (rho I + D D') x = b") {
  const MatrixXd entries = test::random_zero_one(60, 90, 6);
  const VectorXd b = test::random_normal(60, 7);
  const auto D = test::distributed(world(), entries);
  const auto gram = dictionary::petsc_row_gram(D);
  Ridge ridge{gram.get(), 0.3};
  const auto matrix = ridge_matrix(ridge);
  const MatrixXd expected = entries * entries.transpose() + 0.3 * MatrixXd::Identity(60, 60);
  CHECK(krylov_solution(matrix.get(), KSPCG, PCJACOBI, b).isApprox(expected.llt().solve(b), 1e-6));
}

TEST_CASE("LSQR solves min_v ||D'v - c||") {
  const MatrixXd entries = test::random_zero_one(30, 90, 8);
  const VectorXd c = test::random_normal(90, 9);
  const auto D = test::distributed(world(), entries);
  const auto matrix = dictionary::petsc_matrix(D);
  const VectorXd expected = (entries * entries.transpose()).llt().solve(entries * c);
  CHECK(krylov_solution(matrix.get(), KSPLSQR, PCNONE, c).isApprox(expected, 1e-6));
}

TEST_CASE("TAO minimises 1/2 ||D w - y||^2 + rho/2 ||w||^2") {
  const double rho = 0.7;
  const MatrixXd entries = test::random_zero_one(70, 40, 10);
  const VectorXd y = test::random_normal(70, 11);
  const auto D = test::distributed(world(), entries);
  const auto matrix = dictionary::petsc_matrix(D);
  const auto samples = vectors_of(matrix.get());
  const auto columns = vectors_of(matrix.get());
  fill(samples.right, y);
  fill(columns.left, VectorXd::Zero(40));
  RidgeProblem problem{matrix.get(), samples.right.get(), columns.right.get(), rho};

  Optimiser optimiser;
  HEAVISIDE_PETSC(TaoCreate(world().handle(), optimiser.out()));
  HEAVISIDE_PETSC(TaoSetType(optimiser.get(), TAOLMVM));
  HEAVISIDE_PETSC(TaoSetObjectiveAndGradient(optimiser.get(), nullptr, objective_and_gradient, &problem));
  HEAVISIDE_PETSC(TaoSetTolerances(optimiser.get(), 1e-8, 1e-8, 1e-8));
  HEAVISIDE_PETSC(TaoSetSolution(optimiser.get(), columns.left.get()));
  HEAVISIDE_PETSC(TaoSolve(optimiser.get()));
  TaoConvergedReason reason = TAO_CONTINUE_ITERATING;
  HEAVISIDE_PETSC(TaoGetConvergedReason(optimiser.get(), &reason));
  CHECK(reason > 0);
  const MatrixXd normal = entries.transpose() * entries + rho * MatrixXd::Identity(40, 40);
  CHECK(whole(columns.left).isApprox(normal.llt().solve(entries.transpose() * y), 1e-6));
}

TEST_CASE("a view is a summary, with a line a rank") {
  const auto D = test::distributed(world(), test::random_zero_one(70, 3, 12));  // on four ranks one has none
  const auto text = view_text(dictionary::petsc_matrix(D).get());
  if (!world().is_root()) return;
  CAPTURE(text);
  CHECK(text.find("type: heaviside") != std::string::npos);
  CHECK(text.find("3 patterns of 70 samples, bit-packed") != std::string::npos);
  for (int rank = 0; rank < world().size(); ++rank) {
    CHECK(text.find(std::string("[").append(std::to_string(rank)).append("]")) != std::string::npos);
  }
}
