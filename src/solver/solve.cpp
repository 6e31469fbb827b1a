#include "heaviside/solver/solve.hpp"

#include "heaviside/solver/admm.hpp"
#include "heaviside/solver/augmented_lagrangian.hpp"

namespace heaviside::solver {

Solution solve(const Problem& problem, const Eigen::VectorXd& start, Method method, const Options& options) {
  if (method == Method::admm) return solve_admm(problem, start, options);
  return solve_augmented_lagrangian(problem, start, options);
}

}  // namespace heaviside::solver
