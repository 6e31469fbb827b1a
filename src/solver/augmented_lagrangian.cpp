#include "heaviside/solver/augmented_lagrangian.hpp"

#include <algorithm>
#include <cmath>

#include "heaviside/core/stage.hpp"
#include "heaviside/solver/distributed_vector.hpp"
#include "heaviside/solver/group_newton_system.hpp"
#include "heaviside/solver/newton_system.hpp"

namespace heaviside::solver {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr double path_factor = 0.3;     // from one beta to the next
constexpr double path_gap = 1e-2;       // enough to start the next beta from
constexpr double first_sigma = 1;       // penalty of the augmented Lagrangian; entries of D are 0 and 1
constexpr double sigma_growth = 3;      // from one multiplier step to the next
constexpr double largest_sigma = 1e8;   // beyond, the system's rounding errors are all that is left
constexpr double inner_accuracy = 0.2;  // of the inner minimisation, relative to the multiplier step
constexpr double rounding = 1e-13;      // of gradients, relative to the target's norm
constexpr int patience = 12;            // multiplier steps without a better gap
constexpr int newton_steps_a_round = 50;
constexpr double armijo = 1e-4;
constexpr int halvings = 30;

/// What may be spent, and what was.
class Budget {
 public:
  Budget(const core::Communicator& comm, const Options& options) : comm_(comm), options_(options) {}

  /// Whether another Newton step may be taken. Collective.
  bool allows_step() {
    if (status_ != Status::optimal) return false;
    if (effort.iterations >= options_.max_iterations) return stop(Status::iteration_limit);
    if (options_.stop == nullptr) return true;
    const auto reason = options_.stop->ask(comm_);
    if (reason == core::StopReason::none) return true;
    return stop(status_of(reason));
  }
  bool stop(Status status) {
    status_ = status;
    return false;
  }
  Status status() const { return status_; }

  Effort effort;

 private:
  const core::Communicator& comm_;
  const Options& options_;
  Status status_ = Status::optimal;
};

/// The inner variable: theta, which tends to the residual -grad L(D w), and c = D'theta (this rank's share).
struct Dual {
  VectorXd theta, c;
};

/// The multipliers of |D'theta| <= beta (this rank's share), and of the box that theta is in.
struct Multipliers {
  VectorXd w, e;
};

/*  psi(theta) = -G(theta) + 1/(2 sigma) ||S_{sigma beta}(w + sigma D'theta)||^2 + 1/(2 sigma) ||B_sigma(e + sigma
   theta)||^2 [LST18, inner problem] B_t(x) = what of x is beyond t times the box of G; Huber's loss is thus the squared
   one with an outlier e_i a sample. Its gradient is  D w+ + e+ - f(theta),  w+ = S_{sigma beta}(w + sigma D'theta),  e+
   = B_sigma(e + sigma theta), its generalised Hessian  Q^{-1} + sigma D_J D_J',  J the support of w+,  Q^{-1} = -G'' +
   sigma 1{e+ is not 0}. With more outputs than one, S shrinks groups, and D_J D_J' is of another form: see
   solve_group_newton_system.  */
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
  /// enough (Armijo's rule).
  void step(Dual& at, const VectorXd& gradient, const VectorXd& direction) const {
    const auto& comm = problem_.D.comm();
    const VectorXd c_direction = problem_.D.correlate(direction);
    const double start = value(at);
    Dual trial;
    double t = 1;
    for (int k = 0; k < halvings; ++k, t /= 2) {
      trial.theta = loss_.moved(at.theta, t * direction);
      const bool straight = trial.theta == at.theta + t * direction;
      trial.c = straight ? at.c + t * c_direction : problem_.D.correlate(trial.theta);
      const double decrease = start - value(trial);
      const double slope = gradient.dot(trial.theta - at.theta);
      if (comm.broadcast(decrease >= -armijo * slope - rounding * std::abs(start))) break;
    }
    at = std::move(trial);
  }

  /// Newton steps until the multiplier step is accurate enough; returns where it leads.
  Multipliers minimise(Dual& at, Budget& budget) const {
    const auto& comm = problem_.D.comm();
    Multipliers after = next(at);
    for (int k = 0; k < newton_steps_a_round; ++k) {
      const VectorXd g = gradient(at.theta, after);
      const VectorXd q = curvature(at.theta, after);
      const double error = std::sqrt(g.dot(q.cwiseProduct(g)));
      const double moved = std::sqrt(squared_norm({after.w - before_.w, after.e - before_.e}) / sigma_);  // [sum]
      const bool accurate = (k > 0 && error <= inner_accuracy * moved) || error <= rounding * loss_.target().norm();
      if (comm.broadcast(accurate) || !budget.allows_step()) break;
      step(at, g, newton_direction(after, q, g));
      ++budget.effort.iterations;
      after = next(at);
    }
    return after;
  }

 private:
  const Problem& problem_;
  const Loss& loss_;
  Index outputs_;
  const Multipliers& before_;
  double sigma_;
};

/// Between two multiplier steps.
struct Iterate {
  Certificate best;
  Dual at;
  Multipliers multipliers;
  double sigma = first_sigma;
  int since_best = 0;  // multiplier steps without a better gap
};

/// \param scale  of the start's residual, to begin with a feasible dual point where beta became smaller
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

/// Multiplier steps  (w, e) <- (w+, e+)  with growing sigma, until the gap or the budget is reached.
///
/// \param observe  sees the iterate after every step; a step that was not taken to its end is the last
Certificate multiplier_steps(const Problem& problem, Iterate state, double gap, Budget& budget,
                             const std::function<void(const Iterate&)>& observe) {
  const auto& comm = problem.D.comm();
  while (comm.broadcast(state.best.gap) > gap) {
    if (state.since_best == patience || !budget.allows_step()) break;
    state.multipliers = InnerProblem(problem, state.multipliers, state.sigma).minimise(state.at, budget);
    state.sigma = std::min(sigma_growth * state.sigma, largest_sigma);
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

/// A place on the path: weights that solve the program of a beta.
struct Place {
  VectorXd w;  // this rank's share
  double beta;
};

/// A solution at path_factor^k beta_max for decreasing k is the start for the next; returns the last before
/// problem.beta.
Place follow_path(const Problem& problem, Place place, const Options& options, Budget& budget) {
  for (double beta = path_factor * place.beta; beta > problem.beta; beta *= path_factor) {
    const Problem easier{problem.D, problem.loss, beta};
    const Iterate start = first_iterate(easier, certify(easier, place.w), beta / place.beta);
    place = {multiplier_steps(easier, start, path_gap, budget, [](const Iterate&) {}).w, beta};
    options.observe(certify(problem, place.w), budget.effort);
    if (options.keep && budget.status() == Status::optimal)
      options.keep(
          {{{"iterations", static_cast<double>(budget.effort.iterations)}, {"beta", beta}}, {{"w", place.w}}, {}});
  }
  return place;
}

/// Where the multiplier steps at problem.beta begin.
Iterate start_of(const Problem& problem, const VectorXd& start, const Options& options, Budget& budget) {
  const auto& comm = problem.D.comm();
  const SolverState* resume = options.resume;
  if (resume != nullptr) budget.effort.iterations = static_cast<std::int64_t>(resume->numbers.at("iterations"));
  if (resume != nullptr && !resume->rows.empty()) return iterate_of(problem, *resume);
  Certificate point = certify(problem, start);
  if (resume == nullptr) options.observe(point, budget.effort);
  if (!comm.broadcast(point.gap > options.gap && point.nonzeros == 0)) return first_iterate(problem, point, 1);
  // beta_max: w = 0 is optimal there
  Place place{point.w, largest_magnitude(comm, group_norms(point.correlation, problem.outputs()))};
  if (resume != nullptr) place = {resume->columns.at("w"), resume->numbers.at("beta")};
  place = follow_path(problem, std::move(place), options, budget);
  return first_iterate(problem, certify(problem, place.w), std::min(1.0, problem.beta / place.beta));
}

}  // namespace

Solution solve_augmented_lagrangian(const Problem& problem, const VectorXd& start, const Options& options) {
  const core::StageScope stage(core::Stage::iterate);
  const auto& comm = problem.D.comm();
  Budget budget(comm, options);
  Solution solution;
  solution.certificate =
      multiplier_steps(problem, start_of(problem, start, options, budget), options.gap, budget, [&](const Iterate& at) {
        options.observe(at.best, budget.effort);
        if (options.keep && budget.status() == Status::optimal) options.keep(state_of(at, budget.effort));
      });
  if (comm.broadcast(solution.certificate.gap > options.gap))
    solution.status = budget.status() == Status::optimal ? Status::iteration_limit : budget.status();
  solution.effort = budget.effort;
  return solution;
}

Certificate polish(const Problem& problem, const Certificate& start, double gap, std::int64_t steps) {
  const core::StageScope stage(core::Stage::polish);
  Options options;
  options.max_iterations = steps;
  Budget budget(problem.D.comm(), options);
  return multiplier_steps(problem, first_iterate(problem, start, 1), gap, budget, [](const Iterate&) {});
}

}  // namespace heaviside::solver
