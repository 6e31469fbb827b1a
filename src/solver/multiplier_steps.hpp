/// \file  Pipeline step 4, inside: the semismooth Newton augmented Lagrangian method [LST18] over one dictionary.
#pragma once

#include "heaviside/solver/problem.hpp"

namespace heaviside::solver {

inline constexpr double first_sigma = 1;  // penalty of the augmented Lagrangian; entries of D are 0 and 1

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

  /// For another method that solves a part of the problem; spent() takes what it did.
  Options rest(double gap) const {
    Options options;
    options.gap = gap;
    options.max_iterations = options_.max_iterations - effort.iterations;
    options.stop = options_.stop;
    return options;
  }
  Certificate spent(Solution solution) {
    effort.iterations += solution.effort.iterations;
    effort.factorisations += solution.effort.factorisations;
    if (solution.status != Status::optimal) stop(solution.status);
    return std::move(solution.certificate);
  }

  Effort effort;

 private:
  const core::Communicator& comm_;
  const Options& options_;
  Status status_ = Status::optimal;
};

/// The inner variable: theta, which tends to the residual -grad L(D w), and c = D'theta (this rank's share).
struct Dual {
  Eigen::VectorXd theta, c;
};

/// The multipliers of |D'theta| <= beta (this rank's share), and of the box that theta is in.
struct Multipliers {
  Eigen::VectorXd w, e;
};

/// Between two multiplier steps.
struct Iterate {
  Certificate best;
  Dual at;
  Multipliers multipliers;
  double sigma = first_sigma;
  int since_best = 0;  // multiplier steps without a better gap
};

/// Where multiplier steps begin from a certified point.
///
/// \param scale  of the start's residual, to begin with a feasible dual point where beta became smaller
Iterate first_iterate(const Problem& problem, const Certificate& start, double scale);

/// \name An iterate as a state that another run can go on from, and back. iterate_of() throws what certify_again()
/// does.
/// @{
SolverState state_of(const Iterate& iterate, const Effort& effort);
Iterate iterate_of(const Problem& problem, const SolverState& state);
/// @}

/// Multiplier steps  (w, e) <- (w+, e+)  with growing sigma, until the gap or the budget is reached.
///
/// \param observe  sees the iterate after every step; a step that was not taken to its end is the last
/// \note Collective: a Newton step costs one product D'v, one D w, the system (see solve_newton_system, and for several
/// outputs solve_group_newton_system), and a few small
///       sums.
Certificate multiplier_steps(const Problem& problem, Iterate state, double gap, Budget& budget,
                             const std::function<void(const Iterate&)>& observe);

}  // namespace heaviside::solver
