#include "heaviside/solver/admm.hpp"

#include <algorithm>
#include <cmath>

#include "heaviside/core/stage.hpp"
#include "heaviside/solver/augmented_lagrangian.hpp"
#include "heaviside/solver/distributed_vector.hpp"
#include "heaviside/solver/ridge_step.hpp"

namespace heaviside::solver {
namespace {

using Eigen::VectorXd;

constexpr double relaxation = 1.6;
constexpr std::int64_t iterations_between_checks = 10;
constexpr double polish_below = 0.3;  // relative gap from which on the support is worth a try
constexpr std::int64_t polish_steps = 30;

/// The iterates of scaled ADMM, this rank's share.
struct Iterate {
  VectorXd w, z, z_previous, u;
};

/// A first penalty. It is compared with the eigenvalues of D'D, which grow with n; the factor was the best of a scan
/// from 0.001 to 0.3 on real data at ratios 0.1 to 0.001.
double first_rho(const Problem& problem) { return 0.1 * static_cast<double>(problem.D.rows()); }

/// The factor by which rho should change so that the relative primal and dual residuals are alike; 1 while they nearly
/// are.
double imbalance(const core::Communicator& comm, const Iterate& at) {
  constexpr double tolerated = 3;
  constexpr double largest_change = 10;
  const auto norm = [&](const VectorXd& v) { return std::sqrt(squared_norm(comm, v)); };  // [sum]
  const double primal = norm(at.w - at.z);
  const double dual = norm(at.z - at.z_previous);  // times rho, as is the norm of u
  const double primal_scale = std::max(norm(at.w), norm(at.z));
  const double dual_scale = norm(at.u);
  if (primal == 0 || dual == 0 || primal_scale == 0 || dual_scale == 0) return 1;
  const double factor = std::sqrt(primal / primal_scale / (dual / dual_scale));
  if (factor < tolerated && factor > 1 / tolerated) return 1;
  return std::clamp(factor, 1 / largest_change, largest_change);
}

/// One run of ADMM, and what it has found.
class Admm {
 public:
  Admm(const Problem& problem, const VectorXd& start, const Options& options)
      : problem_(problem), comm_(problem.D.comm()), options_(options) {
    solution_.certificate = certify(problem, start);
    options.observe(solution_.certificate, solution_.effort);
  }

  Solution run();

 private:
  void set_rho(double rho);
  bool finished(const VectorXd& z, std::int64_t k);
  void balance(Iterate& at);

  Problem problem_;
  const core::Communicator& comm_;
  const Options& options_;
  Solution solution_;
  std::unique_ptr<RidgeStep> ridge_;
  double rho_ = 0;
  std::int64_t next_polish_ = iterations_between_checks;
};

void Admm::set_rho(double rho) {
  rho_ = rho;
  ridge_->set_rho(rho);
  ++solution_.effort.factorisations;
}

/// Certifies and now and then polishes z; whether the gap is reached, or iterations or time have run out.
bool Admm::finished(const VectorXd& z, std::int64_t k) {
  auto& best = solution_.certificate;
  Certificate point = certify(problem_, z);
  if (comm_.broadcast(k >= next_polish_ && point.gap < polish_below)) {
    point = polish(problem_, point, options_.gap, polish_steps);
    next_polish_ = 2 * k;
  }
  if (point.gap < best.gap) best = std::move(point);
  options_.observe(best, solution_.effort);
  if (comm_.broadcast(best.gap <= options_.gap)) return true;
  if (k >= options_.max_iterations) {
    solution_.status = Status::iteration_limit;
    return true;
  }
  const auto reason = options_.stop == nullptr ? core::StopReason::none : options_.stop->ask(comm_);
  if (reason == core::StopReason::none) return false;
  solution_.status = reason == core::StopReason::signal ? Status::interrupted : Status::time_limit;
  return true;
}

/// Changes rho, and with it u, which is scaled by it, where the residuals are out of balance.
void Admm::balance(Iterate& at) {
  const double change = comm_.broadcast(imbalance(comm_, at));
  if (change == 1) return;
  at.u /= change;
  set_rho(rho_ * change);
}

Solution Admm::run() {
  const auto& beta = problem_.beta;
  auto& best = solution_.certificate;
  if (comm_.broadcast(best.gap <= options_.gap)) return solution_;
  ridge_ = make_ridge_step(problem_);
  set_rho(first_rho(problem_));

  const core::StageScope stage(core::Stage::iterate);
  Iterate at{best.w, best.w, best.w, best.correlation / rho_};
  std::int64_t next_balance = iterations_between_checks;

  /*  Scaled ADMM for the Lasso, splitting w = z                    [BPCPE11, 6.4; relaxation 3.4.3]

        w <- argmin_w 1/2||D w - y||^2 + rho/2 ||w - (z - u)||^2    (W)
        h <- alpha w + (1 - alpha) z                                (R)
        z <- S_{beta/rho}(h + u)                                    (Z)
        u <- u + h - z                                              (U)                                */
  for (std::int64_t k = 1;; ++k) {
    at.z_previous = at.z;
    at.w = ridge_->solve(at.z - at.u);                                        // (W) [sum] [max]
    const VectorXd h = relaxation * at.w + (1 - relaxation) * at.z_previous;  // (R)
    at.z = soft_threshold(h + at.u, beta / rho_);                             // (Z)
    at.u += h - at.z;                                                         // (U)
    solution_.effort.iterations = k;
    if (k % iterations_between_checks != 0 && k < options_.max_iterations) continue;
    if (finished(at.z, k)) return solution_;
    if (k < next_balance) continue;
    balance(at);
    next_balance = 2 * k;
  }
}

}  // namespace

Solution solve_admm(const Problem& problem, const VectorXd& start, const Options& options) {
  return Admm(problem, start, options).run();
}

}  // namespace heaviside::solver
