/// \file  Pipeline step 4: the convex program over the dictionary, and what its solvers share.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <functional>

#include "heaviside/core/signals.hpp"
#include "heaviside/dictionary/dictionary.hpp"
#include "heaviside/solver/losses.hpp"
#include "heaviside/solver/state.hpp"

namespace heaviside::solver {

/// min_w L(D w) + beta sum_j ||w_j||_2, where column j has a group w_j of K weights, one an output; with one output and
/// the squared loss, the Lasso [EGLP23].
struct Problem {
  const dictionary::Dictionary& D;  ///< n x P, columns distributed
  Loss loss;                        ///< of n K numbers, one output after the other, the same on every rank
  double beta;                      ///< > 0; from max_j ||D_j'theta||, theta = -grad L(0), upwards the solution is 0

  std::int64_t outputs() const { return loss.outputs(D.rows()); }  ///< K
};

/// What was recomputed from scratch for a point w.
struct Certificate {
  Eigen::VectorXd w;            ///< this rank's share, rounded to fixed point: the point that is certified
  Eigen::VectorXd output;       ///< f = D w, length n K
  Eigen::VectorXd residual;     ///< r = -grad L(D w), length n K; with the squared loss y - D w
  Eigen::VectorXd correlation;  ///< D'r, this rank's share
  double objective = 0;         ///< L(D w) + beta sum_j ||w_j||
  double lower_bound = 0;       ///< of the program's optimum, from the scaled residual
  double gap = 0;               ///< (objective - lower_bound) / objective; 0/0 is 0
  std::int64_t nonzeros = 0;    ///< columns with a weight
};

enum class Status { optimal, iteration_limit, time_limit, interrupted };

/// The status of a solver that was told to stop.
constexpr Status status_of(core::StopReason reason) {
  return reason == core::StopReason::signal ? Status::interrupted : Status::time_limit;
}

/// What a solver spent.
struct Effort {
  std::int64_t iterations = 0;      ///< of ADMM, or Newton steps
  std::int64_t factorisations = 0;  ///< of the linear step of ADMM
};

struct Solution {
  Certificate certificate;
  Status status = Status::optimal;
  Effort effort;
};

/// Sees every certificate of the whole program as it is found. Called on every rank; may print, must not communicate.
using Observer = std::function<void(const Certificate&, const Effort&)>;

struct Options {
  double gap = 1e-6;                        ///< stop at this relative duality gap
  std::int64_t max_iterations = 100000;     ///< of ADMM, or Newton steps
  const core::StopWatcher* stop = nullptr;  ///< asked at every check
  Observer observe = [](const Certificate&, const Effort&) {};
  const SolverState* resume = nullptr;  ///< goes on from a state of the same method, program and first guess
  StateKeeper keep = {};                ///< takes states to resume from; none: none are made
};

/// The certificate of w: objective, residual, correlations and duality gap, recomputed from scratch.
///
/// theta = alpha r with alpha <= beta / max_j ||D_j'r|| is feasible for the dual (see Loss), if it is in the domain;
/// the best such alpha is taken. The rounding error of D'r is added to the maximum, so the bound is valid in floating
/// point. \note Collective: one sum of n K integers and three small reductions.
Certificate certify(const Problem& problem, const Eigen::VectorXd& w);

/// The certificate of a w that had one in another run, whose objective it must have to the last bit.
/// \throws core::InputError on every rank where it has another: the machine or the libraries compute otherwise
/// \note Collective, as certify().
Certificate certify_again(const Problem& problem, const Eigen::VectorXd& w, double objective);

}  // namespace heaviside::solver
