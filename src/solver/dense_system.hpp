/// \file  Pipeline step 4, inside: dense symmetric positive definite systems. Local.
#pragma once

#include <Eigen/Core>

namespace heaviside::solver {

/// From this size on a factor in single precision and a few iterations take less time than a factor in double
/// precision.
inline constexpr Eigen::Index smallest_refined = 128;

/// K^{-1} b to a relative residual of 1e-10, in doubles: by conjugate gradients with the Cholesky factor of K in single
/// precision as preconditioner, whose iterations are few where K's condition number is under about 1e7. Where they do
/// not reach it, and for small K, by Cholesky in double precision.
///
/// \param K  m x m, symmetric positive definite, both triangles; overwritten
/// \param b  length m
/// \throws core::NumericalError  where K is not positive definite, or an entry of the solution is not finite
Eigen::VectorXd solve_positive_definite(Eigen::MatrixXd& K, const Eigen::VectorXd& b);

}  // namespace heaviside::solver
