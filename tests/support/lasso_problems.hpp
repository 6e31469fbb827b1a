/// \file  Lasso problems for tests of the solver: dictionary, target and beta together, with the oracle of the same
/// problem. Local, on one rank or on all.
#pragma once

#include <string>

#include "heaviside/solver/solve.hpp"
#include "support/lasso_oracle.hpp"
#include "support/random_dictionary.hpp"

namespace heaviside::test {

/// max_j |d_j'y|, from which on the solution is 0.
inline double beta_max(const Eigen::MatrixXd& D, const Eigen::VectorXd& y) {
  return D.cols() == 0 ? 0 : (D.transpose() * y).cwiseAbs().maxCoeff();
}

/// A problem that owns what solver::Problem refers to.
struct LassoCase {
  LassoCase(const core::Communicator& comm, Eigen::MatrixXd matrix, Eigen::VectorXd target, double penalty)
      : dense(std::move(matrix)), y(std::move(target)), beta(penalty), D(distributed(comm, dense)) {}
  LassoCase(Eigen::MatrixXd matrix, Eigen::VectorXd target, double penalty)
      : LassoCase(core::Communicator::self(), std::move(matrix), std::move(target), penalty) {}

  solver::Problem problem() const { return {D, y, beta}; }
  LassoOracle oracle() const { return {dense, y, beta}; }
  Eigen::VectorXd zero() const { return Eigen::VectorXd::Zero(D.local().size()); }
  solver::Solution solve(solver::Method method, const solver::Options& options = {}) const {
    return solver::solve(problem(), zero(), method, options);
  }

  Eigen::MatrixXd dense;  ///< n x P
  Eigen::VectorXd y;
  double beta;
  dictionary::Dictionary D;
};

/// Random zeros and ones, normal target, beta = ratio * beta_max (ratio itself where beta_max is 0).
inline LassoCase random_case(Eigen::Index n, Eigen::Index P, double ratio, std::uint64_t seed,
                             const core::Communicator& comm = core::Communicator::self()) {
  const Eigen::MatrixXd D = random_zero_one(n, P, seed);
  const Eigen::VectorXd y = random_normal(n, seed + 1000);
  const double largest = beta_max(D, y);
  return {comm, D, y, largest > 0 ? ratio * largest : ratio};
}

inline solver::Options to_gap(double gap) {
  solver::Options options;
  options.gap = gap;
  return options;
}

inline std::string name_of(solver::Method method) {
  return method == solver::Method::admm ? "admm" : "augmented Lagrangian";
}

}  // namespace heaviside::test
