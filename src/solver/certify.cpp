#include <algorithm>
#include <cmath>

#include "heaviside/core/errors.hpp"
#include "heaviside/solver/distributed_vector.hpp"
#include "heaviside/solver/problem.hpp"

namespace heaviside::solver {
namespace {

/// g(theta) = 1/2 ||y||^2 - 1/2 ||y - theta||^2 at theta = alpha r, in the form whose rounding error shrinks with r:
/// the optimum may be tiny beside ||y||^2.
double dual_objective(const Eigen::VectorXd& y, const Eigen::VectorXd& r, double alpha) {
  return alpha * (y.dot(r) - 0.5 * alpha * r.squaredNorm());
}

}  // namespace

Certificate certify(const Problem& problem, const Eigen::VectorXd& w) {
  const auto& [D, y, beta] = problem;
  const auto& comm = D.comm();
  const auto fixed = dictionary::round_over_ranks(comm, w);

  Certificate certificate;
  certificate.w = fixed.value();
  certificate.residual = y - D.combine(fixed);  // [sum]
  certificate.correlation = D.correlate(certificate.residual);
  const auto& r = certificate.residual;
  const double largest = largest_magnitude(comm, certificate.correlation) + dictionary::correlation_error(r);
  certificate.nonzeros = comm.sum(static_cast<std::int64_t>((certificate.w.array() != 0).count()));
  certificate.objective = 0.5 * r.squaredNorm() + beta * l1_norm(comm, certificate.w);
  if (!std::isfinite(certificate.objective)) throw core::NumericalError("the objective is not finite");

  const double squared = r.squaredNorm();
  const double best = squared > 0 ? y.dot(r) / squared : 0;
  const double alpha = largest > 0 ? std::clamp(best, 0.0, beta / largest) : 0;
  certificate.lower_bound = std::max(0.0, dual_objective(y, r, alpha));
  const double difference = certificate.objective - certificate.lower_bound;
  certificate.gap = certificate.objective > 0 ? std::max(0.0, difference / certificate.objective) : 0;
  return certificate;
}

}  // namespace heaviside::solver
