#include <algorithm>
#include <cmath>

#include "heaviside/core/errors.hpp"
#include "heaviside/solver/distributed_vector.hpp"
#include "heaviside/solver/problem.hpp"

namespace heaviside::solver {
namespace {

/// At least the error of ||D_j'r|| for every column.
double correlation_error(const Problem& problem, const Eigen::VectorXd& r) {
  const Eigen::Index n = problem.D.rows();
  double squares = 0;
  for (std::int64_t k = 0; k < problem.outputs(); ++k) {
    const double error = dictionary::correlation_error(r.segment(k * n, n));
    squares += error * error;
  }
  return std::sqrt(squares);
}

}  // namespace

Certificate certify(const Problem& problem, const Eigen::VectorXd& w) {
  const auto& [D, loss, beta] = problem;
  const auto& comm = D.comm();
  const std::int64_t outputs = problem.outputs();
  const auto fixed = dictionary::round_over_ranks(comm, w);

  Certificate certificate;
  certificate.w = fixed.value();
  certificate.output = D.combine(fixed, outputs);  // [sum]
  certificate.residual = loss.residual(certificate.output);
  certificate.correlation = D.correlate(certificate.residual);
  const auto& r = certificate.residual;
  const double largest =
      largest_magnitude(comm, group_norms(certificate.correlation, outputs)) + correlation_error(problem, r);
  certificate.nonzeros = comm.sum(std::ssize(support_of(certificate.w, outputs)));
  certificate.objective = loss.value(certificate.output) + beta * l1_norm(comm, group_norms(certificate.w, outputs));
  if (!std::isfinite(certificate.objective)) throw core::NumericalError("the objective is not finite");

  const double limit = largest > 0 ? std::min(beta / largest, loss.reach(r)) : 0;
  certificate.lower_bound = std::max(0.0, loss.dual(loss.best_step(Eigen::VectorXd::Zero(r.size()), r, limit) * r));
  const double difference = certificate.objective - certificate.lower_bound;
  certificate.gap = certificate.objective > 0 ? std::max(0.0, difference / certificate.objective) : 0;
  return certificate;
}

Certificate certify_again(const Problem& problem, const Eigen::VectorXd& w, double objective) {
  Certificate certificate = certify(problem, w);
  if (!problem.D.comm().broadcast(certificate.objective == objective))
    throw core::InputError(
        "the network of the checkpoint does not have its objective here: the program, its libraries or the processor "
        "compute otherwise than those that wrote it; train without --resume");
  return certificate;
}

}  // namespace heaviside::solver
