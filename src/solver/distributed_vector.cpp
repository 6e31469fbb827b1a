#include "heaviside/solver/distributed_vector.hpp"

#include <cmath>

#include "heaviside/core/exact_sum.hpp"

namespace heaviside::solver {
namespace {

using Eigen::Index;
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

VectorXd group_norms(const VectorXd& v, Index outputs) {
  if (outputs == 1) return v.cwiseAbs();
  VectorXd squares = VectorXd::Zero(v.size() / outputs);
  for (Index k = 0; k < outputs; ++k) {  // in one order, wherever a group is in memory
    const auto of_output = v(Eigen::seqN(k, squares.size(), outputs)).array();
    squares.array() += of_output * of_output;
  }
  return squares.cwiseSqrt();
}

std::vector<std::int64_t> support_of(const VectorXd& v, Index outputs) {
  std::vector<std::int64_t> positions;
  for (Index j = 0; j * outputs < v.size(); ++j) {
    if ((v.segment(j * outputs, outputs).array() != 0).any()) positions.push_back(j);
  }
  return positions;
}

VectorXd groups_at(const VectorXd& v, Index outputs, std::span<const std::int64_t> positions) {
  VectorXd groups(std::ssize(positions) * outputs);
  for (Index place = 0; place < std::ssize(positions); ++place)
    groups.segment(place * outputs, outputs) = v.segment(positions[static_cast<std::size_t>(place)] * outputs, outputs);
  return groups;
}

VectorXd soft_threshold(const VectorXd& v, double level, Index outputs) {
  if (outputs == 1)
    return v.unaryExpr([level](double x) { return x > level ? x - level : x < -level ? x + level : 0.0; });
  VectorXd shrunk = v;
  const VectorXd norms = group_norms(v, outputs);
  for (Index j = 0; j < norms.size(); ++j)
    shrunk.segment(j * outputs, outputs) *= norms[j] > level ? 1 - level / norms[j] : 0;
  return shrunk;
}

}  // namespace heaviside::solver
