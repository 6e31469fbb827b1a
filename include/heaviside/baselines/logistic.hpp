/// \file  Baselines: logistic regression on the features themselves, solved to a duality gap.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <functional>

#include "heaviside/core/communicator.hpp"
#include "heaviside/core/signals.hpp"
#include "heaviside/solver/problem.hpp"

namespace heaviside::baselines {

enum class Ridge { l2, l1 };

/// min_w  sum_i log(1 + exp(-y_i z_i'w)) + penalty,  penalty = beta/2 ||w||_2^2 or beta ||w||_1.
///
/// Where the last column of Z is the bias, its weight is free.
struct LogisticProblem {
  const Eigen::MatrixXd& Z;  ///< n x r, whole on every rank
  const Eigen::VectorXd& y;  ///< n, -1 or +1
  bool bias;                 ///< the last column of Z is one
  Ridge ridge;
  double beta;  ///< > 0
};

/// A point, and what is proven of it: by a dual point that its residual makes.
struct LogisticPoint {
  Eigen::VectorXd w;       ///< r
  double objective = 0;    ///< of the problem
  double lower_bound = 0;  ///< of its optimum
  double gap = 0;          ///< (objective - lower_bound) / objective
  std::int64_t iteration = 0;
};

struct LogisticOptions {
  double gap = 1e-6;  ///< stop at this one
  std::int64_t max_iterations = 1000;
  const core::StopWatcher* stop = nullptr;                                          ///< asked at every iteration
  std::function<void(const LogisticPoint&)> observe = [](const LogisticPoint&) {};  ///< on every rank
};

struct LogisticSolution {
  LogisticPoint point;
  solver::Status status = solver::Status::optimal;
};

/// Objective and duality gap of w. Local. O(n r).
LogisticPoint measure(const LogisticProblem& problem, const Eigen::VectorXd& w);

/// Proximal Newton steps [LSS14, algorithm 1]: a direction minimises the second-order model of the losses plus the
/// penalty (l2: a linear system; l1: coordinate descent), and is halved until the objective falls enough. Ends at the
/// gap, at the limit, or where rounding lets no step lower the objective (then at iteration_limit).
///
/// \throws core::NumericalError on every rank: NaN or infinity arose
/// \note Collective: the root works and broadcasts; a step takes n r^2 operations.
LogisticSolution solve_logistic(const core::Communicator& comm, const LogisticProblem& problem,
                                const LogisticOptions& options);

}  // namespace heaviside::baselines
