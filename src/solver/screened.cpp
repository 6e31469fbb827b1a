#include "heaviside/solver/screened.hpp"

#include "heaviside/solver/distributed_vector.hpp"
#include "part.hpp"

namespace heaviside::solver {
namespace {

constexpr double tighter = 0.1;         // where the gap over the kept columns does not carry to the whole dictionary
constexpr double smallest_gap = 1e-14;  // of the kept columns; below it rounding decides

}  // namespace

Solution solve_screened(const Problem& problem, const Certificate& before, double beta_before, Method method,
                        const Options& options) {
  const auto& D = problem.D;
  std::vector<bool> kept(static_cast<std::size_t>(D.local().size()));
  const std::int64_t outputs = problem.outputs();
  for (const auto j : support_of(before.w, outputs)) kept[static_cast<std::size_t>(j)] = true;
  keep_correlated(D.comm(), group_norms(before.correlation, outputs), 2 * problem.beta - beta_before, kept);

  Solution solution;
  Options inner = options;
  inner.observe = [](const Certificate&, const Effort&) {};
  Eigen::VectorXd w = before.w;
  while (true) {
    const Part part(D, kept, outputs);
    inner.max_iterations = options.max_iterations - solution.effort.iterations;
    const Solution found = solve({part.dictionary(), problem.loss, problem.beta}, part.to_part(w), method, inner);
    solution.effort.iterations += found.effort.iterations;
    solution.effort.factorisations += found.effort.factorisations;
    w = part.to_whole(found.certificate.w);
    solution.certificate = certify(problem, w);
    solution.status = found.status;
    const bool reached = solution.certificate.gap <= options.gap;
    if (D.comm().broadcast(reached)) {
      solution.status = Status::optimal;
      return solution;
    }
    if (found.status != Status::optimal) return solution;
    const Eigen::VectorXd sizes = group_norms(solution.certificate.correlation, outputs);
    if (keep_correlated(D.comm(), sizes, problem.beta, kept) > 0) continue;
    if (inner.gap <= smallest_gap) {
      solution.status = Status::iteration_limit;
      return solution;
    }
    inner.gap *= tighter;
  }
}

}  // namespace heaviside::solver
