#include "heaviside/solver/newton_system.hpp"

#include <algorithm>

#include "dense_system.hpp"
#include "heaviside/core/stage.hpp"
#include "heaviside/solver/distributed_vector.hpp"
#include "heaviside/solver/krylov.hpp"

namespace heaviside::solver {
namespace {

using dictionary::Dictionary;
using Eigen::MatrixXd;
using Eigen::VectorXd;

const KrylovOptions newton_krylov{.tolerance = 1e-3, .max_iterations = 1000};

/// (K + shift I)^{-1} b; K is overwritten.
VectorXd solve_shifted(MatrixXd& K, double shift, const VectorXd& b) {
  const core::StageScope stage(core::Stage::factorise);
  K.diagonal().array() += shift;
  return solve_positive_definite(K, b);
}

}  // namespace

VectorXd solve_newton_system(const Dictionary& D, const VectorXd& q, double sigma, const VectorXd& b) {
  if (D.cols() == 0) return q.cwiseProduct(b);
  const bool large = std::min(D.rows(), D.cols()) > largest_factor;
  if (D.cols() <= D.rows() && !large) {
    MatrixXd gram = D.column_gram(q);
    const VectorXd right = gather_all(D.comm(), D.correlate(q.cwiseProduct(b)));  // [gather]
    const VectorXd t = solve_shifted(gram, 1 / sigma, right);
    return q.cwiseProduct(b - D.combine(VectorXd(t.segment(D.local().begin, D.local().size()))));  // [sum]
  }
  const VectorXd root = q.cwiseSqrt();  // x = root t,  (I + sigma root D D' root) t = root b
  const VectorXd right = root.cwiseProduct(b);
  if (large) {
    const LinearOperator A = [&](const VectorXd& t) -> VectorXd {
      return t + sigma * root.cwiseProduct(D.combine(D.correlate(root.cwiseProduct(t))));
    };
    const VectorXd zero = VectorXd::Zero(b.size());
    return root.cwiseProduct(conjugate_gradients(D.comm(), A, right, zero, newton_krylov));
  }
  MatrixXd gram = root.asDiagonal() * D.row_gram() * root.asDiagonal();
  return root.cwiseProduct(solve_shifted(gram, 1 / sigma, right)) / sigma;
}

}  // namespace heaviside::solver
