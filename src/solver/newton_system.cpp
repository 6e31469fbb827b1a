#include "heaviside/solver/newton_system.hpp"

#include <Eigen/Cholesky>
#include <algorithm>

#include "heaviside/core/errors.hpp"
#include "heaviside/core/stage.hpp"
#include "heaviside/solver/distributed_vector.hpp"
#include "heaviside/solver/krylov.hpp"

namespace heaviside::solver {
namespace {

using dictionary::Dictionary;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double krylov_tolerance = 1e-3;
constexpr int krylov_iterations = 1000;

/// (K + shift I)^{-1} b; K is overwritten.
VectorXd solve_shifted(MatrixXd& K, double shift, const VectorXd& b) {
  const core::StageScope stage(core::Stage::factorise);
  K.diagonal().array() += shift;
  const Eigen::LLT<Eigen::Ref<MatrixXd>> factor(K);  // in place
  if (factor.info() != Eigen::Success) throw core::NumericalError("a Newton system is not positive definite");
  VectorXd x = factor.solve(b);
  if (!x.allFinite()) throw core::NumericalError("a Newton system has no finite solution");  // NaN passes for definite
  return x;
}

}  // namespace

VectorXd solve_newton_system(const Dictionary& D, double sigma, const VectorXd& b) {
  if (D.cols() == 0) return b;
  if (std::min(D.rows(), D.cols()) > largest_factor) {
    const LinearOperator A = [&](const VectorXd& x) -> VectorXd { return x + sigma * D.combine(D.correlate(x)); };
    return conjugate_gradients(D.comm(), A, b, VectorXd::Zero(b.size()), krylov_tolerance, krylov_iterations);
  }
  if (D.cols() <= D.rows()) {
    MatrixXd gram = D.column_gram();
    const VectorXd t = solve_shifted(gram, 1 / sigma, gather_all(D.comm(), D.correlate(b)));  // [gather]
    return b - D.combine(VectorXd(t.segment(D.local().begin, D.local().size())));             // [sum]
  }
  MatrixXd gram = D.row_gram();
  return solve_shifted(gram, 1 / sigma, b) / sigma;
}

}  // namespace heaviside::solver
