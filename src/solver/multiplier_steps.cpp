#include "multiplier_steps.hpp"

#include <algorithm>
#include <cmath>

#include "heaviside/solver/distributed_vector.hpp"
#include "heaviside/solver/group_newton_system.hpp"
#include "heaviside/solver/newton_system.hpp"

namespace heaviside::solver {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr double sigma_growth = 3;      // from one multiplier step to the next
constexpr double largest_sigma = 1e8;   // beyond, the system's rounding errors are all that is left
constexpr double inner_accuracy = 0.2;  // of the inner minimisation, relative to the multiplier step
constexpr double rounding = 1e-13;      // of gradients, relative to the target's norm
constexpr int patience = 12;            // multiplier steps without a better gap
constexpr int newton_steps_a_round = 50;
constexpr double least_progress = 0.5;  // of the error, by a step that decreases psi by rounding errors only
constexpr double armijo = 1e-4;
constexpr int halvings = 30;

/*  psi(theta) = -G(theta) + 1/(2 sigma) ||S_{sigma beta}(w + sigma D'theta)||^2 + 1/(2 sigma) ||B_sigma(e + sigma
   theta)||^2 [LST18, inner problem] B_t(x) = what of x is beyond t times the box of G; Huber's loss is thus the squared
   one with an outlier e_i a sample. Its gradient is  D w+ + e+ - f(theta),  w+ = S_{sigma beta}(w + sigma D'theta),  e+
   = B_sigma(e + sigma theta), its generalised Hessian  Q^{-1} + sigma D_J D_J',  J the support of w+,  Q^{-1} = -G'' +
   sigma 1{e+ is not 0}. With more outputs than one, S shrinks groups, and D_J D_J' is of another form: see
   solve_group_newton_system.  */
struct Minimum {
  Multipliers next;
  bool exact;  // as far as was asked for
};

class InnerProblem {
 public:
  InnerProblem(const Problem& problem, const Multipliers& at, double sigma)
      : problem_(problem), loss_(problem.loss), outputs_(problem.outputs()), before_(at), sigma_(sigma) {}

  Multipliers next(const Dual& at) const {
    return {soft_threshold(before_.w + sigma_ * at.c, sigma_ * problem_.beta, outputs_),
            loss_.beyond(before_.e + sigma_ * at.theta, sigma_)};
  }
  double squared_norm(const Multipliers& m) const {
    return solver::squared_norm(problem_.D.comm(), m.w) + m.e.squaredNorm();  // [sum]
  }
  double value(const Dual& at) const {
    return squared_norm(next(at)) / (2 * sigma_) - loss_.dual(at.theta);  // [sum]
  }
  VectorXd gradient(const VectorXd& theta, const Multipliers& next) const {
    return problem_.D.combine(next.w, outputs_) + next.e - loss_.output(theta);  // [sum]
  }
  VectorXd curvature(const VectorXd& theta, const Multipliers& next) const {
    const VectorXd q = loss_.curvature(theta);
    return (next.e.array() != 0).select((q.array() / (1 + sigma_ * q.array())).matrix(), q);
  }
  VectorXd newton_direction(const Multipliers& next, const VectorXd& q, const VectorXd& gradient) const {
    const auto support = support_of(next.w, outputs_);
    const auto active = problem_.D.select(support);
    if (outputs_ == 1) return solve_newton_system(active, q, sigma_, -gradient);
    const VectorXd w = gather_all(problem_.D.comm(), groups_at(next.w, outputs_, support));
    return solve_group_newton_system(active, {w.reshaped(outputs_, active.cols()), sigma_ * problem_.beta}, q, sigma_,
                                     -gradient);
  }

  /// Moves along the direction, bent where the loss has a barrier, by the first of 1, 1/2, 1/4, ... that decreases psi
  /// enough (Armijo's rule). Returns whether psi decreased by more than rounding.
  bool step(Dual& at, const VectorXd& gradient, const VectorXd& direction) const {
    const auto& comm = problem_.D.comm();
    const VectorXd c_direction = problem_.D.correlate(direction);
    const double start = value(at);
    Dual trial;
    double t = 1, decrease = 0;
    for (int k = 0; k < halvings; ++k, t /= 2) {
      trial.theta = loss_.moved(at.theta, t * direction);
      const bool straight = trial.theta == at.theta + t * direction;
      trial.c = straight ? at.c + t * c_direction : problem_.D.correlate(trial.theta);
      decrease = start - value(trial);
      const double slope = gradient.dot(trial.theta - at.theta);
      if (comm.broadcast(decrease >= -armijo * slope - rounding * std::abs(start))) break;
    }
    at = std::move(trial);
    return decrease > rounding * std::abs(start);
  }

  /// Newton steps until the multiplier step is accurate enough, or rounding keeps them from it; returns where it leads.
  Minimum minimise(Dual& at, Budget& budget) const {
    const auto& comm = problem_.D.comm();
    Multipliers after = next(at);
    bool decreased = true;
    double error_before = 0;
    for (int k = 0; k < newton_steps_a_round; ++k) {
      const VectorXd g = gradient(at.theta, after);
      const VectorXd q = curvature(at.theta, after);
      const double error = std::sqrt(g.dot(q.cwiseProduct(g)));
      const double moved = std::sqrt(squared_norm({after.w - before_.w, after.e - before_.e}) / sigma_);  // [sum]
      const bool accurate = (k > 0 && error <= inner_accuracy * moved) || error <= rounding * loss_.target().norm();
      if (comm.broadcast(accurate) || !budget.allows_step()) break;
      if (comm.broadcast(!decreased && error > least_progress * error_before)) return {std::move(after), false};
      decreased = step(at, g, newton_direction(after, q, g));
      error_before = error;
      ++budget.effort.iterations;
      after = next(at);
    }
    return {std::move(after), true};
  }

 private:
  const Problem& problem_;
  const Loss& loss_;
  Index outputs_;
  const Multipliers& before_;
  double sigma_;
};

}  // namespace

Iterate first_iterate(const Problem& problem, const Certificate& start, double scale) {
  return {start, {scale * start.residual, scale * start.correlation}, {start.w, problem.loss.multiplier(start.output)}};
}

SolverState state_of(const Iterate& iterate, const Effort& effort) {
  return {{{"iterations", static_cast<double>(effort.iterations)},
           {"objective", iterate.best.objective},
           {"sigma", iterate.sigma},
           {"since best", iterate.since_best}},
          {{"best", iterate.best.w}, {"c", iterate.at.c}, {"w", iterate.multipliers.w}},
          {{"theta", iterate.at.theta}, {"e", iterate.multipliers.e}}};
}

Iterate iterate_of(const Problem& problem, const SolverState& state) {
  const auto& [numbers, columns, rows] = state;
  return {certify_again(problem, columns.at("best"), numbers.at("objective")),
          {rows.at("theta"), columns.at("c")},
          {columns.at("w"), rows.at("e")},
          numbers.at("sigma"),
          static_cast<int>(numbers.at("since best"))};
}

Certificate multiplier_steps(const Problem& problem, Iterate state, double gap, Budget& budget,
                             const std::function<void(const Iterate&)>& observe) {
  const auto& comm = problem.D.comm();
  while (comm.broadcast(state.best.gap) > gap) {
    if (state.since_best == patience || !budget.allows_step()) break;
    auto [multipliers, exact] = InnerProblem(problem, state.multipliers, state.sigma).minimise(state.at, budget);
    state.multipliers = std::move(multipliers);
    state.sigma =
        std::clamp(exact ? sigma_growth * state.sigma : state.sigma / sigma_growth, first_sigma, largest_sigma);
    Certificate point = certify(problem, state.multipliers.w);
    ++state.since_best;
    if (comm.broadcast(point.gap < state.best.gap)) {
      state.best = std::move(point);
      state.since_best = 0;
    }
    observe(state);
  }
  return std::move(state.best);
}

}  // namespace heaviside::solver
