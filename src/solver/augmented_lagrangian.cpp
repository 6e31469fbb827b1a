#include "heaviside/solver/augmented_lagrangian.hpp"

#include <algorithm>
#include <cmath>

#include "heaviside/core/stage.hpp"
#include "heaviside/solver/distributed_vector.hpp"
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
   sigma 1{e+ is not 0}.  */
class InnerProblem {
 public:
  InnerProblem(const Problem& problem, const Multipliers& at, double sigma)
      : problem_(problem), loss_(problem.loss), before_(at), sigma_(sigma) {}

  Multipliers next(const Dual& at) const {
    return {soft_threshold(before_.w + sigma_ * at.c, sigma_ * problem_.beta),
            loss_.beyond(before_.e + sigma_ * at.theta, sigma_)};
  }
  double squared_norm(const Multipliers& m) const {
    return solver::squared_norm(problem_.D.comm(), m.w) + m.e.squaredNorm();  // [sum]
  }
  double value(const Dual& at) const {
    return squared_norm(next(at)) / (2 * sigma_) - loss_.dual(at.theta);  // [sum]
  }
  VectorXd gradient(const VectorXd& theta, const Multipliers& next) const {
    return problem_.D.combine(next.w) + next.e - loss_.output(theta);  // [sum]
  }
  VectorXd curvature(const VectorXd& theta, const Multipliers& next) const {
    const VectorXd q = loss_.curvature(theta);
    return (next.e.array() != 0).select((q.array() / (1 + sigma_ * q.array())).matrix(), q);
  }
  VectorXd newton_direction(const Multipliers& next, const VectorXd& q, const VectorXd& gradient) const {
    std::vector<std::int64_t> support;
    for (Index j = 0; j < next.w.size(); ++j) {
      if (next.w[j] != 0) support.push_back(j);
    }
    return solve_newton_system(problem_.D.select(support), q, sigma_, -gradient);
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
  const Multipliers& before_;
  double sigma_;
};

/// Multiplier steps  (w, e) <- (w+, e+)  with growing sigma, until the gap or the budget is reached.
///
/// \param scale  of the start's residual, to begin with a feasible dual point where beta became smaller
Certificate multiplier_steps(const Problem& problem, const Certificate& start, double scale, double gap, Budget& budget,
                             const std::function<void(const Certificate&)>& observe) {
  const auto& comm = problem.D.comm();
  Certificate best = start;
  Dual at{scale * start.residual, scale * start.correlation};
  Multipliers multipliers{start.w, problem.loss.multiplier(start.output)};
  double sigma = first_sigma;
  for (int since_best = 0; comm.broadcast(best.gap) > gap; ++since_best) {
    if (since_best == patience || !budget.allows_step()) break;
    multipliers = InnerProblem(problem, multipliers, sigma).minimise(at, budget);
    sigma = std::min(sigma_growth * sigma, largest_sigma);
    Certificate point = certify(problem, multipliers.w);
    if (comm.broadcast(point.gap < best.gap)) {
      best = std::move(point);
      since_best = -1;
    }
    observe(best);
  }
  return best;
}

/// A solution at path_factor^k beta_max for decreasing k is the start for the next; returns the start for problem.beta,
/// and the beta that it solves.
std::pair<Certificate, double> follow_path(const Problem& problem, Certificate point, const Options& options,
                                           Budget& budget) {
  const auto& comm = problem.D.comm();
  double before = largest_magnitude(comm, point.correlation);  // beta_max: w = 0 is optimal there
  for (double beta = path_factor * before; beta > problem.beta; beta *= path_factor) {
    const Problem easier{problem.D, problem.loss, beta};
    const Certificate start = certify(easier, point.w);
    point = multiplier_steps(easier, start, beta / before, path_gap, budget, [](const Certificate&) {});
    options.observe(certify(problem, point.w), budget.effort);
    before = beta;
  }
  return {certify(problem, point.w), before};
}

}  // namespace

Solution solve_augmented_lagrangian(const Problem& problem, const VectorXd& start, const Options& options) {
  const core::StageScope stage(core::Stage::iterate);
  const auto& comm = problem.D.comm();
  Budget budget(comm, options);
  Certificate point = certify(problem, start);
  options.observe(point, budget.effort);
  double scale = 1;
  if (comm.broadcast(point.gap > options.gap && point.nonzeros == 0)) {
    auto [reached, beta] = follow_path(problem, std::move(point), options, budget);
    point = std::move(reached);
    scale = std::min(1.0, problem.beta / beta);
  }
  Solution solution;
  solution.certificate = multiplier_steps(problem, point, scale, options.gap, budget,
                                          [&](const Certificate& best) { options.observe(best, budget.effort); });
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
  return multiplier_steps(problem, start, 1, gap, budget, [](const Certificate&) {});
}

}  // namespace heaviside::solver
