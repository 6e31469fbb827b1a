#include "heaviside/solver/admm.hpp"

#include <algorithm>
#include <cmath>

#include "heaviside/core/stage.hpp"
#include "heaviside/solver/augmented_lagrangian.hpp"
#include "heaviside/solver/distributed_vector.hpp"
#include "heaviside/solver/group_newton_system.hpp"
#include "heaviside/solver/ridge_step.hpp"

namespace heaviside::solver {
namespace {

using Eigen::VectorXd;

constexpr double relaxation = 1.6;
constexpr std::int64_t iterations_between_checks = 10;
constexpr double polish_below = 0.3;  // relative gap from which on the support is worth a try
constexpr std::int64_t polish_steps = 30;

GraphPoint operator+(const GraphPoint& a, const GraphPoint& b) { return {a.w + b.w, a.f + b.f}; }
GraphPoint operator-(const GraphPoint& a, const GraphPoint& b) { return {a.w - b.w, a.f - b.f}; }
GraphPoint operator*(double t, const GraphPoint& a) { return {t * a.w, t * a.f}; }

/// x on the graph f = D w, z where the objective is minimised, and the scaled multiplier u of x = z.
struct Iterate {
  GraphPoint x, x_previous, z, u;
};

/// What the distance of weights counts for beside that of outputs, so that both are of like size: it is compared with
/// the eigenvalues of D'D, which grow with n. This factor and the first rho were the best of a scan over three losses
/// on two data sets at ratios 0.1 and 0.01.
double weight_metric(const Problem& problem) { return 0.3 * static_cast<double>(problem.D.rows()); }

/// One run of ADMM, and what it has found.
class Admm {
 public:
  Admm(const Problem& problem, const VectorXd& start, const Options& options)
      : problem_(problem), comm_(problem.D.comm()), options_(options) {
    solution_.certificate = options.resume == nullptr ? certify(problem, start)
                                                      : certify_again(problem, options.resume->columns.at("best"),
                                                                      options.resume->numbers.at("objective"));
    if (options.resume == nullptr) options.observe(solution_.certificate, solution_.effort);
  }

  Solution run();

 private:
  double norm(const GraphPoint& point) const;
  double imbalance(const Iterate& at) const;
  bool finished(const VectorXd& z, std::int64_t k);
  void balance(Iterate& at);
  Iterate first_iterate() const;
  Iterate resumed(const SolverState& state, RidgeStep& ridge);
  void keep(const Iterate& at, const RidgeStep& ridge) const;

  Problem problem_;
  const core::Communicator& comm_;
  const Options& options_;
  Solution solution_;
  double metric_ = weight_metric(problem_);
  double rho_ = 3;  // times the largest curvature of the losses, about
  std::int64_t next_polish_ = iterations_between_checks;
  std::int64_t next_balance_ = iterations_between_checks;
};

/// sqrt( metric ||w||^2 + ||f||^2 ).
double Admm::norm(const GraphPoint& point) const {
  return std::sqrt(metric_ * squared_norm(comm_, point.w) + point.f.squaredNorm());  // [sum]
}

/// The factor by which rho should change so that the relative primal and dual residuals are alike; 1 while they nearly
/// are.
double Admm::imbalance(const Iterate& at) const {
  constexpr double tolerated = 3;
  constexpr double largest_change = 10;
  const double primal = norm(at.x - at.z);
  const double dual = norm(at.x - at.x_previous);  // times rho, as is the norm of u
  const double primal_scale = std::max(norm(at.x), norm(at.z));
  const double dual_scale = norm(at.u);
  if (primal == 0 || dual == 0 || primal_scale == 0 || dual_scale == 0) return 1;
  const double factor = std::sqrt(primal / primal_scale / (dual / dual_scale));
  if (factor < tolerated && factor > 1 / tolerated) return 1;
  return std::clamp(factor, 1 / largest_change, largest_change);
}

/// Certifies and now and then polishes z; whether the gap is reached, or iterations or time have run out.
bool Admm::finished(const VectorXd& z, std::int64_t k) {
  auto& best = solution_.certificate;
  Certificate point = certify(problem_, z);
  const bool small = problem_.outputs() == 1 || point.nonzeros * problem_.outputs() <= largest_group_factor;
  if (comm_.broadcast(k >= next_polish_ && point.gap < polish_below && small)) {
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
  const double change = comm_.broadcast(imbalance(at));
  at.u = 1 / change * at.u;
  rho_ *= change;
}

Iterate Admm::first_iterate() const {
  const auto& best = solution_.certificate;
  const GraphPoint start{best.w, problem_.D.combine(best.w, problem_.outputs())};  // [sum]
  return {start, start, start, {best.correlation / -(rho_ * metric_), best.residual / rho_}};
}

/// The iterate of keep(), between two iterations: only x and u go from one to the next.
Iterate Admm::resumed(const SolverState& state, RidgeStep& ridge) {
  const auto count = [&](const char* name) { return static_cast<std::int64_t>(state.numbers.at(name)); };
  solution_.effort.iterations = count("iterations");
  rho_ = state.numbers.at("rho");
  next_polish_ = count("next polish");
  next_balance_ = count("next balance");
  ridge.remember(state.rows.at("ridge"));
  const GraphPoint x{state.columns.at("x"), state.rows.at("x")};
  return {x, x, x, {state.columns.at("u"), state.rows.at("u")}};
}

void Admm::keep(const Iterate& at, const RidgeStep& ridge) const {
  if (!options_.keep) return;
  options_.keep({{{"iterations", static_cast<double>(solution_.effort.iterations)},
                  {"objective", solution_.certificate.objective},
                  {"rho", rho_},
                  {"next polish", static_cast<double>(next_polish_)},
                  {"next balance", static_cast<double>(next_balance_)}},
                 {{"x", at.x.w}, {"u", at.u.w}, {"best", solution_.certificate.w}},
                 {{"x", at.x.f}, {"u", at.u.f}, {"ridge", ridge.memory()}}});
}

Solution Admm::run() {
  const auto& [D, loss, beta] = problem_;
  if (comm_.broadcast(solution_.certificate.gap <= options_.gap)) return solution_;
  const auto ridge = make_ridge_step(D, metric_);
  ++solution_.effort.factorisations;

  const core::StageScope stage(core::Stage::iterate);
  Iterate at = options_.resume == nullptr ? first_iterate() : resumed(*options_.resume, *ridge);

  /*  Scaled ADMM in graph form [PB14], (w, f) in the metric  metric ||w||^2 + ||f||^2, relaxed [BPCPE11, 3.4.3]

        z.w <- S_{beta / (rho metric)}(x.w - u.w)                   (W)
        z.f <- argmin_f L(f) + rho/2 ||f - (x.f - u.f)||^2          (F)
        h   <- alpha z + (1 - alpha) x                              (R)
        x   <- the point of f = D w nearest to h + u                (X)
        u   <- u + h - x                                            (U)

      Only the steps to z know rho, beta and the loss, so one factorisation serves them all.            */
  for (std::int64_t k = solution_.effort.iterations + 1;; ++k) {
    at.x_previous = at.x;
    at.z.w = soft_threshold(at.x.w - at.u.w, beta / (rho_ * metric_), problem_.outputs());  // (W)
    at.z.f = loss.prox(at.x.f - at.u.f, rho_);                                              // (F)
    const GraphPoint h = relaxation * at.z + (1 - relaxation) * at.x_previous;              // (R)
    const GraphPoint target = h + at.u;
    at.x = ridge->solve(target.f, target.w);  // (X) [sum] [max]
    at.u = target - at.x;                     // (U)
    solution_.effort.iterations = k;
    if (k % iterations_between_checks != 0 && k < options_.max_iterations) continue;
    if (finished(at.z.w, k)) return solution_;
    if (k >= next_balance_) {
      balance(at);
      next_balance_ = 2 * k;
    }
    keep(at, *ridge);
  }
}

}  // namespace

Solution solve_admm(const Problem& problem, const VectorXd& start, const Options& options) {
  return Admm(problem, start, options).run();
}

}  // namespace heaviside::solver
