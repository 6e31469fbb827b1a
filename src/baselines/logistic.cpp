#include "heaviside/baselines/logistic.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

#include "heaviside/core/errors.hpp"
#include "heaviside/solver/losses.hpp"

namespace heaviside::baselines {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// The losses of the rows; their residual at f is y / (1 + exp(y f)), between 0 and y.
solver::Loss loss_of(const LogisticProblem& problem) {
  return {solver::LossKind::logistic, problem.y, VectorXd::Ones(problem.y.size())};
}

Index penalised(const LogisticProblem& problem) { return problem.Z.cols() - (problem.bias ? 1 : 0); }

double penalty(const LogisticProblem& problem, const VectorXd& w) {
  const auto free_of_bias = w.head(penalised(problem));
  return problem.ridge == Ridge::l2 ? problem.beta / 2 * free_of_bias.squaredNorm()
                                    : problem.beta * free_of_bias.lpNorm<1>();
}

/// The dual  max_theta G(theta) - penalty*(Z'theta), see solver::Loss, at the point that a residual is made to: with a
/// bias sum_i theta_i = 0, for l1 also |z_j'theta| <= beta.
double dual_bound(const LogisticProblem& problem, const solver::Loss& losses, VectorXd theta) {
  if (problem.bias) {
    const double positive = theta.cwiseMax(0).sum();
    const double negative = (-theta).cwiseMax(0).sum();
    const double common = std::min(positive, negative);
    theta = theta.cwiseMax(0) * (common / positive) + theta.cwiseMin(0) * (common / negative);
  }
  const VectorXd correlations = problem.Z.leftCols(penalised(problem)).transpose() * theta;
  if (problem.ridge == Ridge::l2) return losses.dual(theta) - correlations.squaredNorm() / (2 * problem.beta);
  const double largest = correlations.size() == 0 ? 0 : correlations.cwiseAbs().maxCoeff();
  if (largest > problem.beta) theta *= problem.beta / largest;
  return losses.dual(theta);
}

/// The losses to second order at w:  gradient'p + 1/2 p'H p.
struct Model {
  VectorXd gradient;
  MatrixXd H;
};

Model second_order(const LogisticProblem& problem, const VectorXd& w) {
  const solver::Loss losses = loss_of(problem);
  const VectorXd theta = losses.residual(problem.Z * w);
  return {-(problem.Z.transpose() * theta), problem.Z.transpose() * losses.curvature(theta).asDiagonal() * problem.Z};
}

/// argmin_p model + beta/2 ||w + p||_2^2.
VectorXd l2_direction(const LogisticProblem& problem, const VectorXd& w, Model model) {
  const Index count = penalised(problem);
  model.H.diagonal().head(count).array() += problem.beta;
  model.gradient.head(count) += problem.beta * w.head(count);
  return model.H.ldlt().solve(-model.gradient);
}

/// argmin_p model + beta ||w + p||_1, coordinate by coordinate.
VectorXd l1_direction(const LogisticProblem& problem, const VectorXd& w, const Model& model) {
  constexpr int most_sweeps = 1000;
  constexpr double tolerance = 1e-12;
  VectorXd p = VectorXd::Zero(w.size());
  VectorXd slope = model.gradient;  // of the model at p
  for (int sweep = 0; sweep < most_sweeps; ++sweep) {
    double largest_gain = 0;
    double largest = 0;
    for (Index j = 0; j < w.size(); ++j) {
      const double curvature = model.H(j, j);
      if (!(curvature > 0)) continue;
      const double target = w[j] + p[j] - slope[j] / curvature;
      const double threshold = j < penalised(problem) ? problem.beta / curvature : 0;
      const double moved = std::copysign(std::max(std::abs(target) - threshold, 0.0), target);
      const double step = moved - (w[j] + p[j]);
      p[j] += step;
      if (moved == 0) p[j] = -w[j];  // exactly, so that the weight is exactly 0
      slope += step * model.H.col(j);
      largest_gain = std::max(largest_gain, curvature * step * step);
      largest = std::max(largest, curvature * p[j] * p[j]);
    }
    if (largest_gain <= tolerance * largest) break;
  }
  return p;
}

/// A step that lowers the objective enough; none where rounding lets none.
bool advance(const LogisticProblem& problem, LogisticPoint& point) {
  constexpr double enough = 1e-4;
  constexpr double shortest = 1e-10;
  const Model model = second_order(problem, point.w);
  const VectorXd p =
      problem.ridge == Ridge::l2 ? l2_direction(problem, point.w, model) : l1_direction(problem, point.w, model);
  const double promised = model.gradient.dot(p) + penalty(problem, point.w + p) - penalty(problem, point.w);
  for (double t = 1; t > shortest; t /= 2) {
    LogisticPoint next = measure(problem, point.w + t * p);
    if (!(next.objective < point.objective + enough * t * std::min(promised, 0.0))) continue;
    next.lower_bound = std::max(next.lower_bound, point.lower_bound);
    next.gap = std::max(0.0, (next.objective - next.lower_bound) / next.objective);
    next.iteration = point.iteration + 1;
    point = std::move(next);
    return true;
  }
  return false;
}

/// The root's point, on every rank.
void share(const core::Communicator& comm, LogisticPoint& point) {
  comm.broadcast(std::span<double>(point.w.data(), static_cast<std::size_t>(point.w.size())));
  point.objective = comm.broadcast(point.objective);
  point.lower_bound = comm.broadcast(point.lower_bound);
  point.gap = comm.broadcast(point.gap);
  point.iteration = comm.broadcast(point.iteration);
  if (!std::isfinite(point.objective)) throw core::NumericalError("NaN or infinity arose in logistic regression");
}

}  // namespace

LogisticPoint measure(const LogisticProblem& problem, const VectorXd& w) {
  LogisticPoint point;
  point.w = w;
  const solver::Loss losses = loss_of(problem);
  const VectorXd f = problem.Z * w;
  point.objective = losses.value(f) + penalty(problem, w);
  point.lower_bound = std::max(0.0, dual_bound(problem, losses, losses.residual(f)));
  point.gap = std::max(0.0, (point.objective - point.lower_bound) / point.objective);
  return point;
}

LogisticSolution solve_logistic(const core::Communicator& comm, const LogisticProblem& problem,
                                const LogisticOptions& options) {
  LogisticSolution solution;
  LogisticPoint& point = solution.point;
  point = measure(problem, VectorXd::Zero(problem.Z.cols()));
  while (true) {
    share(comm, point);
    options.observe(point);
    if (point.gap <= options.gap) return solution;
    const auto reason = options.stop != nullptr ? options.stop->ask(comm) : core::StopReason::none;
    if (reason != core::StopReason::none) {
      solution.status = solver::status_of(reason);
      return solution;
    }
    const bool advanced = point.iteration < options.max_iterations && comm.is_root() && advance(problem, point);
    if (!comm.broadcast(advanced)) {
      solution.status = solver::Status::iteration_limit;
      return solution;
    }
  }
}

}  // namespace heaviside::baselines
