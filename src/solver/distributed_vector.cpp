#include "heaviside/solver/distributed_vector.hpp"

#include <cmath>

#include "heaviside/core/exact_sum.hpp"

namespace heaviside::solver {
namespace {

using Eigen::VectorXd;

/// The sum of term(v_j) over all ranks, exactly rounded.
template <class Term>
double exact_sum(const core::Communicator& comm, const VectorXd& v, const Term& term) {
  core::ExactSum sum;
  for (const double x : v) sum += term(x);
  comm.sum(std::span(&sum, 1));  // [sum]
  return sum.value();
}

}  // namespace

VectorXd gather_all(const core::Communicator& comm, const VectorXd& mine) {
  const auto all = comm.all_gather(std::span<const double>(mine.data(), static_cast<std::size_t>(mine.size())));
  return Eigen::Map<const VectorXd>(all.data(), static_cast<Eigen::Index>(all.size()));
}

double squared_norm(const core::Communicator& comm, const VectorXd& v) {
  return exact_sum(comm, v, [](double x) { return x * x; });
}

double l1_norm(const core::Communicator& comm, const VectorXd& v) {
  return exact_sum(comm, v, [](double x) { return std::abs(x); });
}

double largest_magnitude(const core::Communicator& comm, const VectorXd& v) {
  return comm.max(v.size() == 0 ? 0.0 : v.cwiseAbs().maxCoeff());
}

VectorXd soft_threshold(const VectorXd& v, double level) {
  return v.unaryExpr([level](double x) { return x > level ? x - level : x < -level ? x + level : 0.0; });
}

}  // namespace heaviside::solver
