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
constexpr double rounding = 1e-13;      // of gradients, relative to ||y||
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

/// The inner variable: r, which tends to the residual y - D w, and c = D'r (this rank's share).
struct Dual {
  VectorXd r, c;
};

/*  psi(r) = 1/2 ||r||^2 - y'r + 1/(2 sigma) ||S_{sigma beta}(w + sigma D'r)||^2        [LST18, inner problem]
    with gradient  r - y + D w+,  w+ = S_{sigma beta}(w + sigma D'r),
    and generalised Hessian  I + sigma D_J D_J',  J the support of w+.                                       */
class InnerProblem {
 public:
  InnerProblem(const Problem& problem, const VectorXd& w, double sigma) : problem_(problem), w_(w), sigma_(sigma) {}

  VectorXd next_multiplier(const VectorXd& c) const { return soft_threshold(w_ + sigma_ * c, sigma_ * problem_.beta); }
  double value(const VectorXd& r, const VectorXd& c) const {
    const double penalty = squared_norm(problem_.D.comm(), next_multiplier(c)) / (2 * sigma_);  // [sum]
    return 0.5 * r.squaredNorm() - problem_.y.dot(r) + penalty;
  }
  VectorXd gradient(const VectorXd& r, const VectorXd& w_next) const {
    return r - problem_.y + problem_.D.combine(w_next);  // [sum]
  }
  VectorXd newton_direction(const VectorXd& w_next, const VectorXd& gradient) const {
    std::vector<std::int64_t> support;
    for (Index j = 0; j < w_next.size(); ++j) {
      if (w_next[j] != 0) support.push_back(j);
    }
    return solve_newton_system(problem_.D.select(support), sigma_, -gradient);
  }

  /// Moves along the direction, by the first of 1, 1/2, 1/4, ... that decreases psi enough (Armijo's rule).
  void step(Dual& at, const VectorXd& gradient, const VectorXd& direction) const {
    const auto& comm = problem_.D.comm();
    const VectorXd c_direction = problem_.D.correlate(direction);
    const double start = value(at.r, at.c);
    const double slope = gradient.dot(direction);
    double t = 1;
    for (int k = 0; k < halvings; ++k, t /= 2) {
      const double decrease = start - value(at.r + t * direction, at.c + t * c_direction);
      if (comm.broadcast(decrease >= -armijo * t * slope - rounding * std::abs(start))) break;
    }
    at.r += t * direction;
    at.c += t * c_direction;
  }

  /// Newton steps until the multiplier step from w is accurate enough; returns w+.
  VectorXd minimise(Dual& at, Budget& budget) const {
    const auto& comm = problem_.D.comm();
    VectorXd w_next = next_multiplier(at.c);
    for (int k = 0; k < newton_steps_a_round; ++k) {
      const VectorXd g = gradient(at.r, w_next);
      const double error = g.norm();
      const double moved = std::sqrt(squared_norm(comm, w_next - w_) / sigma_);
      const bool accurate = (k > 0 && error <= inner_accuracy * moved) || error <= rounding * problem_.y.norm();
      if (comm.broadcast(accurate) || !budget.allows_step()) break;
      step(at, g, newton_direction(w_next, g));
      ++budget.effort.iterations;
      w_next = next_multiplier(at.c);
    }
    return w_next;
  }

 private:
  const Problem& problem_;
  const VectorXd& w_;  // the multiplier
  double sigma_;
};

/// Multiplier steps  w <- S_{sigma beta}(w + sigma D'r)  with growing sigma, until the gap or the budget is reached.
///
/// \param scale  of the start's residual, to begin with a feasible dual point where beta became smaller
Certificate multiplier_steps(const Problem& problem, const Certificate& start, double scale, double gap, Budget& budget,
                             const std::function<void(const Certificate&)>& observe) {
  const auto& comm = problem.D.comm();
  Certificate best = start;
  Dual at{scale * start.residual, scale * start.correlation};
  VectorXd w = start.w;
  double sigma = first_sigma;
  for (int since_best = 0; comm.broadcast(best.gap) > gap; ++since_best) {
    if (since_best == patience || !budget.allows_step()) break;
    w = InnerProblem(problem, w, sigma).minimise(at, budget);
    sigma = std::min(sigma_growth * sigma, largest_sigma);
    Certificate point = certify(problem, w);
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
    const Problem easier{problem.D, problem.y, beta};
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
