/// \file  Pipeline step 3: the dictionary as a PETSc matrix of a registered type, for KSP, TAO and the viewers.
#pragma once

#include "heaviside/core/petsc.hpp"
#include "heaviside/dictionary/dictionary.hpp"

namespace heaviside::dictionary {

/// The name of the type: MatSetType(matrix, "heaviside").
inline constexpr const char* petsc_type = "heaviside";

/// The transposed dictionary D', P x n: a row a pattern, so that PETSc's distribution of rows is our distribution of
/// columns.
///
/// MatMult is D'v, MatMultTranspose D w, both exact sums of arguments rounded to 47 bits; MatCreateVecs, MatView (a
/// summary), MatConvert to dense and whatever PETSc derives from products work on it. The matrix refers to D, which
/// outlives it. \note Collective.
core::PetscMatrix petsc_matrix(const Dictionary& D);

/// D D' (n x n) and D'D (P x P) as products of two multiplications, with MatGetDiagonal, so that Jacobi preconditioning
/// works on them. \note Collective.
core::PetscMatrix petsc_row_gram(const Dictionary& D);
core::PetscMatrix petsc_column_gram(const Dictionary& D);

/// Shows D as PETSc's option `-dictionary_view` asks: nothing where it is not given. Collective.
void view_from_options(const Dictionary& D);

}  // namespace heaviside::dictionary
