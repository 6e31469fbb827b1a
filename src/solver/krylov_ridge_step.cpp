#include "heaviside/solver/krylov.hpp"
#include "heaviside/solver/ridge_step.hpp"

namespace heaviside::solver {
namespace {

using Eigen::VectorXd;

const KrylovOptions inner{.tolerance = 1e-6, .max_iterations = 200};  // the guess is the last step's solution

/// w = v + D't,  (shift I + D D') t = b - D v  by conjugate gradients from the last t.
class KrylovRidgeStep : public RidgeStep {
 public:
  KrylovRidgeStep(const dictionary::Dictionary& D, double shift) : D_(D), shift_(shift) {}

  GraphPoint solve(const VectorXd& b, const VectorXd& v) override {
    const Eigen::Index outputs = b.size() / D_.rows();
    const VectorXd right = b - D_.combine(v, outputs);  // [sum] [max]
    const LinearOperator A = [&](const VectorXd& x) -> VectorXd {
      return shift_ * x + D_.combine(D_.correlate(x), outputs);
    };
    if (t_.size() == 0) t_ = VectorXd::Zero(b.size());
    t_ = conjugate_gradients(D_.comm(), A, right, t_, inner);
    const VectorXd w = v + D_.correlate(t_);
    return {w, D_.combine(w, outputs)};  // [sum] [max]; b - shift t would be as inaccurate as t
  }

  VectorXd memory() const override { return t_; }
  void remember(const VectorXd& memory) override { t_ = memory; }

 private:
  const dictionary::Dictionary& D_;
  double shift_;
  VectorXd t_;
};

}  // namespace

std::unique_ptr<RidgeStep> make_krylov_step(const dictionary::Dictionary& D, double shift) {
  return std::make_unique<KrylovRidgeStep>(D, shift);
}

}  // namespace heaviside::solver
