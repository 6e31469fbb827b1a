#include "heaviside/solver/ridge_step.hpp"

#include <Eigen/Cholesky>

#include "heaviside/core/errors.hpp"
#include "heaviside/core/stage.hpp"
#include "heaviside/solver/distributed_vector.hpp"
#include "heaviside/solver/newton_system.hpp"

namespace heaviside::solver {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

/// (K + rho I)^{-1} by Cholesky, whole on every rank.
class ShiftedFactor {
 public:
  explicit ShiftedFactor(MatrixXd K) : K_(std::move(K)) {}

  void set_shift(double rho) {
    const core::StageScope stage(core::Stage::factorise);
    factor_.compute(K_ + rho * MatrixXd::Identity(K_.rows(), K_.cols()));
    if (factor_.info() != Eigen::Success)
      throw core::NumericalError("the linear system of ADMM is not positive definite");
  }
  VectorXd solve(const VectorXd& b) const { return factor_.solve(b); }

 private:
  MatrixXd K_;
  Eigen::LLT<MatrixXd> factor_;
};

/// P x P:  w = (D'D + rho I)^{-1} (D'y + rho v).
class ColumnRidgeStep : public RidgeStep {
 public:
  explicit ColumnRidgeStep(const Problem& problem)
      : D_(problem.D), correlation_(problem.D.correlate(problem.y)), factor_(problem.D.column_gram()) {}

  void set_rho(double rho) override {
    rho_ = rho;
    factor_.set_shift(rho);
  }

  VectorXd solve(const VectorXd& v) override {
    const VectorXd w = factor_.solve(gather_all(D_.comm(), correlation_ + rho_ * v));  // [gather]
    return w.segment(D_.local().begin, D_.local().size());
  }

 private:
  const dictionary::Dictionary& D_;
  VectorXd correlation_;  // D'y
  ShiftedFactor factor_;
  double rho_ = 1;
};

/// n x n:  w = v + D't,  (rho I + D D') t = y - D v  (Woodbury).
class RowRidgeStep : public RidgeStep {
 public:
  explicit RowRidgeStep(const Problem& problem) : problem_(problem), factor_(problem.D.row_gram()) {}

  void set_rho(double rho) override { factor_.set_shift(rho); }

  VectorXd solve(const VectorXd& v) override {
    const auto& D = problem_.D;
    const VectorXd t = factor_.solve(problem_.y - D.combine(v));  // [sum]
    return v + D.correlate(t);
  }

 private:
  Problem problem_;
  ShiftedFactor factor_;
};

}  // namespace

std::unique_ptr<RidgeStep> make_ridge_step(const Problem& problem) {
  const auto n = problem.D.rows();
  const auto P = problem.D.cols();
  if (std::min(n, P) > largest_factor) return make_krylov_step(problem);
  if (P <= n) return std::make_unique<ColumnRidgeStep>(problem);
  return std::make_unique<RowRidgeStep>(problem);
}

}  // namespace heaviside::solver
