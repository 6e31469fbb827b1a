#include "dense_system.hpp"

#include <Eigen/Cholesky>
#include <Eigen/IterativeLinearSolvers>
#include <optional>

#include "heaviside/core/errors.hpp"

namespace heaviside::solver {
namespace {

using Eigen::MatrixXd;
using Eigen::MatrixXf;
using Eigen::VectorXd;
using Eigen::VectorXf;

constexpr double refined_residual = 1e-10;
constexpr Eigen::Index refining_products = 12;  // beyond, the single-precision factor says too little about K

/// The Cholesky factor in single precision, as Eigen asks for a preconditioner.
class SingleFactor {
 public:
  using MatrixType = MatrixXd;

  SingleFactor& analyzePattern(const MatrixXd& /*K*/) { return *this; }
  SingleFactor& factorize(const MatrixXd& K) {
    factor_.compute(K.cast<float>());
    return *this;
  }
  SingleFactor& compute(const MatrixXd& K) { return factorize(K); }
  Eigen::ComputationInfo info() const { return factor_.info(); }

  VectorXd solve(const VectorXd& r) const {
    const double size = r.cwiseAbs().maxCoeff();  // keeps r in the range of floats
    if (size == 0) return r;
    const VectorXf single = factor_.solve((r / size).cast<float>());
    return size * single.cast<double>();
  }

 private:
  Eigen::LLT<MatrixXf> factor_;
};

/// Nothing where the iterations do not reach the residual.
std::optional<VectorXd> refined_solution(const MatrixXd& K, const VectorXd& b) {
  Eigen::ConjugateGradient<MatrixXd, Eigen::Lower | Eigen::Upper, SingleFactor> iteration;
  iteration.setTolerance(refined_residual);
  iteration.setMaxIterations(refining_products);
  iteration.compute(K);
  if (iteration.preconditioner().info() != Eigen::Success) return std::nullopt;
  VectorXd x = iteration.solve(b);
  if (iteration.info() != Eigen::Success || !x.allFinite()) return std::nullopt;
  return x;
}

}  // namespace

VectorXd solve_positive_definite(MatrixXd& K, const VectorXd& b) {
  if (K.rows() >= smallest_refined) {
    if (auto x = refined_solution(K, b)) return *std::move(x);
  }
  const Eigen::LLT<Eigen::Ref<MatrixXd>> factor(K);  // in place
  if (factor.info() != Eigen::Success) throw core::NumericalError("a Newton system is not positive definite");
  VectorXd x = factor.solve(b);
  if (!x.allFinite()) throw core::NumericalError("a Newton system has no finite solution");  // NaN passes for definite
  return x;
}

}  // namespace heaviside::solver
