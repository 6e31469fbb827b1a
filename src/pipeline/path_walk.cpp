#include "path_walk.hpp"

#include <cmath>

#include "heaviside/network/gather.hpp"
#include "heaviside/pipeline/make_network.hpp"
#include "heaviside/solver/screened.hpp"

namespace heaviside::pipeline {

std::vector<double> geometric_betas(double beta_max, double smallest_ratio, std::int64_t count) {
  std::vector<double> betas;
  for (std::int64_t k = 0; k < count; ++k) {
    const double way = count == 1 ? 1 : static_cast<double>(k) / static_cast<double>(count - 1);
    betas.push_back(beta_max * std::pow(smallest_ratio, way));
  }
  return betas;
}

bool walk(Run& run, const PathOptions& options, const PathProblem& problem, const std::vector<double>& betas,
          const PathObserver& observe) {
  solver::Options solving;
  solving.gap = options.gap;
  solving.max_iterations = options.max_iterations;
  solving.stop = &run.stop;
  const auto method = options.solver == "admm" ? solver::Method::admm : solver::Method::augmented_lagrangian;
  const auto& D = problem.D;
  solver::Certificate before = solver::certify({D, problem.loss, betas.front()},
                                               Eigen::VectorXd::Zero(D.local().size() * problem.data.target.outputs()));
  double beta_before = betas.front();
  for (std::size_t k = 0; k < betas.size(); ++k) {
    auto solution = solver::solve_screened({D, problem.loss, betas[k]}, before, beta_before, method, solving);
    if (!observe(k, solution)) return true;
    const bool stopped =
        solution.status == solver::Status::time_limit || solution.status == solver::Status::interrupted;
    if (stopped) return false;
    before = std::move(solution.certificate);
    beta_before = betas[k];
  }
  return true;
}

network::Network network_of(const PathProblem& problem, const PathOptions& options, double beta,
                            const solver::Solution& solution) {
  return make_network(
      problem.data, options, beta,
      network::gather_support(problem.D, solution.certificate.w, problem.hyperplanes, problem.data.target.outputs()));
}

}  // namespace heaviside::pipeline
