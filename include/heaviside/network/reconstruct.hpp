/// \file  Pipeline step 6: last hidden units that reproduce given 0/1 patterns from the outputs of the layer before.
#pragma once

#include <Eigen/Core>
#include <cstdint>

namespace heaviside::network {

/// Units 1{H v + b >= 0}, a column each.
struct LastUnits {
  Eigen::MatrixXd weights;  ///< inputs x units
  Eigen::VectorXd bias;     ///< units
};

/// Convex-PI [EGLP23]: v = pinv(H) p by least squares of the smallest norm, active where h'v >= 1/2.
///
/// Where H has full row rank, H v = p, so every pattern is reproduced.
/// \param H         m x inputs, zeros and ones
/// \param patterns  m x units, zeros and ones
/// \note Local. O(m^2 inputs).
LastUnits reconstruct_by_pseudo_inverse(const Eigen::MatrixXd& H, const Eigen::MatrixXd& patterns);

struct SvmOptions {
  double C = 100;                  ///< weight of an error: near to a hard margin
  double gap = 1e-2;               ///< relative, between primal and dual
  std::int64_t max_passes = 2000;  ///< over the rows
  std::uint64_t seed = 0;          ///< of the order of the rows
};

/// A linear support vector machine, and how far it is from the optimum. Convex-SVM [EGLP23] takes one for each pattern,
/// to part its ones from its zeros.
struct Svm {
  Eigen::VectorXd weights;  ///< the last one is the intercept's
  double primal = 0;
  double dual = 0;
  std::int64_t passes = 0;
};

/// Solves  min_v 1/2 ||v||^2 + C sum_i max(0, 1 - s_i (h_i, 1)'v)  by dual coordinate descent [HCLKS08]; the intercept
/// is the weight of a further input that is always 1.
///
/// \param s  length m, -1 or +1
/// \returns  after max_passes too: the gap says what was reached
/// \note Local. O(m inputs) a pass.
Svm solve_svm(const Eigen::MatrixXd& H, const Eigen::VectorXd& s, const SvmOptions& options);

}  // namespace heaviside::network
