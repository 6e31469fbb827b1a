#include "heaviside/solver/ridge_step.hpp"

#include <Eigen/Cholesky>

#include "heaviside/core/errors.hpp"
#include "heaviside/core/stage.hpp"
#include "heaviside/solver/distributed_vector.hpp"
#include "heaviside/solver/newton_system.hpp"

namespace heaviside::solver {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// (K + shift I)^{-1} by Cholesky, whole on every rank.
Eigen::LLT<MatrixXd> shifted_factor(MatrixXd K, double shift) {
  const core::StageScope stage(core::Stage::factorise);
  K.diagonal().array() += shift;
  Eigen::LLT<MatrixXd> factor(K);
  if (factor.info() != Eigen::Success) throw core::NumericalError("the linear system of ADMM is not positive definite");
  return factor;
}

/// P x P:  w = (D'D + shift I)^{-1} (D'b + shift v).
class ColumnRidgeStep : public RidgeStep {
 public:
  ColumnRidgeStep(const dictionary::Dictionary& D, double shift)
      : D_(D), shift_(shift), factor_(shifted_factor(D.column_gram(), shift)) {}

  GraphPoint solve(const VectorXd& b, const VectorXd& v) override {
    const Index outputs = b.size() / D_.rows();
    const VectorXd right = gather_all(D_.comm(), D_.correlate(b) + shift_ * v);  // [gather]
    const MatrixXd all = factor_.solve(right.reshaped(outputs, D_.cols()).transpose());
    const VectorXd w = all.middleRows(D_.local().begin, D_.local().size()).transpose().reshaped();
    return {w, D_.combine(w, outputs)};  // [sum] [max]
  }

 private:
  const dictionary::Dictionary& D_;
  double shift_;
  Eigen::LLT<MatrixXd> factor_;
};

/// n x n:  w = v + D't,  (shift I + D D') t = b - D v  (Woodbury); thus  D w = D v + D D't = b - shift t,  without
/// another product with D and its sum over the ranks.
class RowRidgeStep : public RidgeStep {
 public:
  RowRidgeStep(const dictionary::Dictionary& D, double shift)
      : D_(D), shift_(shift), factor_(shifted_factor(D.row_gram(), shift)) {}

  GraphPoint solve(const VectorXd& b, const VectorXd& v) override {
    const Index outputs = b.size() / D_.rows();
    const VectorXd right = b - D_.combine(v, outputs);  // [sum] [max]
    const VectorXd t = factor_.solve(right.reshaped(D_.rows(), outputs)).reshaped();
    return {v + D_.correlate(t), b - shift_ * t};
  }

 private:
  const dictionary::Dictionary& D_;
  double shift_;
  Eigen::LLT<MatrixXd> factor_;
};

}  // namespace

std::unique_ptr<RidgeStep> make_ridge_step(const dictionary::Dictionary& D, double shift) {
  if (std::min(D.rows(), D.cols()) > largest_factor) return make_krylov_step(D, shift);
  if (D.cols() <= D.rows()) return std::make_unique<ColumnRidgeStep>(D, shift);
  return std::make_unique<RowRidgeStep>(D, shift);
}

}  // namespace heaviside::solver
