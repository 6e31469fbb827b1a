/// \file  Pipeline step 4: where a solver is, so that another run can go on from there.
#pragma once

#include <Eigen/Core>
#include <functional>
#include <map>
#include <string>

namespace heaviside::solver {

/// Enough to go on to the same bits, on any number of ranks: the iterate of the method that it came from, by name.
struct SolverState {
  std::map<std::string, double> numbers;           ///< the same on every rank
  std::map<std::string, Eigen::VectorXd> columns;  ///< over the columns of D, this rank's share
  std::map<std::string, Eigen::VectorXd> rows;     ///< of length n, whole on every rank
};

/// Takes the state at a safe point. Called on every rank; may communicate.
using StateKeeper = std::function<void(const SolverState&)>;

}  // namespace heaviside::solver
