#include <algorithm>
#include <cmath>

#include "heaviside/core/errors.hpp"
#include "heaviside/solver/distributed_vector.hpp"
#include "heaviside/solver/problem.hpp"

namespace heaviside::solver {
Certificate certify(const Problem& problem, const Eigen::VectorXd& w) {
  const auto& [D, loss, beta] = problem;
  const auto& comm = D.comm();
  const auto fixed = dictionary::round_over_ranks(comm, w);

  Certificate certificate;
  certificate.w = fixed.value();
  certificate.output = D.combine(fixed);  // [sum]
  certificate.residual = loss.residual(certificate.output);
  certificate.correlation = D.correlate(certificate.residual);
  const auto& r = certificate.residual;
  const double largest = largest_magnitude(comm, certificate.correlation) + dictionary::correlation_error(r);
  certificate.nonzeros = comm.sum(static_cast<std::int64_t>((certificate.w.array() != 0).count()));
  certificate.objective = loss.value(certificate.output) + beta * l1_norm(comm, certificate.w);
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
