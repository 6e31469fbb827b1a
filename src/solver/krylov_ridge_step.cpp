#include "heaviside/solver/krylov.hpp"
#include "heaviside/solver/ridge_step.hpp"

namespace heaviside::solver {
namespace {

using Eigen::VectorXd;

constexpr double inner_tolerance = 1e-6;  // of the right-hand side; the guess is the last step's solution
constexpr int inner_iterations = 200;

/// w = v + D't,  (rho I + D D') t = y - D v  by conjugate gradients from the last t.
class KrylovRidgeStep : public RidgeStep {
 public:
  explicit KrylovRidgeStep(const Problem& problem) : problem_(problem), t_(VectorXd::Zero(problem.y.size())) {}

  void set_rho(double rho) override { rho_ = rho; }

  VectorXd solve(const VectorXd& v) override {
    const auto& D = problem_.D;
    const VectorXd b = problem_.y - D.combine(v);  // [sum]
    const LinearOperator A = [&](const VectorXd& x) -> VectorXd { return rho_ * x + D.combine(D.correlate(x)); };
    t_ = conjugate_gradients(D.comm(), A, b, t_, inner_tolerance, inner_iterations);
    return v + D.correlate(t_);
  }

 private:
  Problem problem_;
  VectorXd t_;
  double rho_ = 1;
};

}  // namespace

std::unique_ptr<RidgeStep> make_krylov_step(const Problem& problem) {
  return std::make_unique<KrylovRidgeStep>(problem);
}

}  // namespace heaviside::solver
