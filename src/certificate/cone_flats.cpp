// Dependent points of a cone: their own largest sum, and hyperplanes that attain it.
#include <Eigen/QR>
#include <algorithm>
#include <cmath>

#include "cone_search.hpp"

namespace heaviside::certificate {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int sweeps = 32;                   // of projections
constexpr double far_from_dependent = 1e-6;  // of directions

std::size_t index(Index i) { return static_cast<std::size_t>(i); }

}  // namespace

/// Whether halving does not seem to separate the open points; of the same points, asked now and then.
bool ConeSearch::looks_dependent(int unchanged) const { return unchanged % static_cast<int>(dimension()) == 1; }

/// Whether the open points surely have full rank, so that nothing is gained by asking of them alone: Gram-Schmidt in
/// floating point finds r that are far from dependent.
bool ConeSearch::spans_space(const OpenPoints& node) const {
  const Index r = dimension();
  if (static_cast<Index>(node.count) < r) return false;
  MatrixXd basis(r, r);
  Index rank = 0;
  for (std::size_t k = 0; k < node.count && rank < r; ++k) {
    VectorXd y = points_.coordinates().row(node.place[k]).transpose().normalized();
    for (Index j = 0; j < rank; ++j) y -= basis.col(j).dot(y) * basis.col(j);
    if (y.norm() > far_from_dependent) basis.col(rank++) = y.normalized();
  }
  return rank == r;
}

/// What is decided around the flat and a bound of the flat's sums: the largest itself, or only whether one is above the
/// threshold. The nodes that it takes are the exploration's.
double ConeSearch::largest_of_flat(double decided, bool whole) {
  const std::int64_t before = flats_.nodes();
  const double level = threshold() - decided;
  const double enough = whole ? std::numeric_limits<double>::infinity() : level;
  const double sum = decided + flats_.largest_sum(flat_, dimension(), level, enough);
  found_->nodes += flats_.nodes() - before;
  return sum;
}

/// A bound where the open points may be dependent: they take the patterns that they have by themselves.
double ConeSearch::flat_bound(const OpenPoints& node) {
  flat_.clear();
  double decided = points_.least_sum() + node.above;
  for (std::size_t k = 0; k < node.count; ++k) {
    flat_.push_back(points_.row(node.place[k]));
    decided -= points_.least(node.place[k]);
  }
  return largest_of_flat(decided, false);
}

/// A bound where rounding hides which points are on the flat that the cone has shrunk to: all that may be are taken.
double ConeSearch::floor_bound() {
  constexpr double near = 16;  // of doubts
  const VectorXd margin = points_.coordinates().lazyProduct(cone_.centre);
  double decided = 0;
  flat_.clear();
  for (Index i = 0; i < margin.size(); ++i) {
    if (std::abs(margin[i]) <= near * points_.doubt()[i])
      flat_.push_back(points_.row(i));
    else
      decided += points_.share(i, margin[i]);
  }
  const double bound = largest_of_flat(decided, true);
  if (bound > threshold()) consider_flat();
  return bound;
}

/// Looks in the cone, and a little around it, for a direction at which the open points have the pattern of their
/// largest sum: there the cone's bound is attained. Projects by turns on what each point demands and on the cone.
void ConeSearch::consider_cone(const OpenPoints& node) {
  const VectorXd wanted = flats_.witness(flat_);
  if (wanted.size() == 0) return;
  const VectorXd reach = cone_.half * (1 + 1.0 / 16);  // a hyperplane may touch the cone from outside
  VectorXd u = cone_.centre;
  for (int sweep = 0; sweep < sweeps; ++sweep) {
    bool satisfied = true;
    for (std::size_t k = 0; k < node.count; ++k) {
      const Index i = node.place[k];
      const auto y = points_.coordinates().row(i);
      const double side = wanted[static_cast<Index>(k)] > 0 ? points_.sign(i) : -points_.sign(i);
      const double doubt = points_.doubt()[i];
      const double demanded = std::max(2 * doubt, (node.width[k] - doubt) / 64);
      const double missing = demanded - side * y.dot(u);
      if (missing <= 0) continue;
      satisfied = false;
      const VectorXd direction = y.transpose().cwiseSign().cwiseProduct(cone_.half);  // to the cone's corner
      const double slope = y.dot(direction);
      if (slope > 0) u += direction * (side * 1.5 * missing / slope);
      u = u.cwiseMin(cone_.centre + reach).cwiseMax(cone_.centre - reach);
    }
    if (satisfied) break;
  }
  consider(u);
}

/// Looks beside the common zero of the flat's points that is nearest to the centre, where they have the pattern of
/// their largest sum.
void ConeSearch::consider_flat() {
  VectorXd wanted = flats_.witness(flat_);
  if (wanted.size() == 0) return;
  MatrixXd Y(wanted.size(), dimension());
  for (Index k = 0; k < Y.rows(); ++k) {
    const Index i = points_.place_of(flat_[index(k)]);
    Y.row(k) = points_.coordinates().row(i);
    wanted[k] *= points_.sign(i);
  }
  Eigen::CompleteOrthogonalDecomposition<MatrixXd> solver(Y);
  const VectorXd zero = cone_.centre - solver.solve(VectorXd(Y * cone_.centre));
  const VectorXd away = solver.solve(wanted);
  for (const double step : {1e-1, 1e-3, 1e-5, 1e-7, 1e-9}) consider(zero + step * away.normalized());
  solver.setThreshold(far_from_dependent);
  solver.compute(Y);
  const Index rank = flats_.known(flat_).rank;
  if (rank < dimension() && solver.rank() == rank) consider_tie(zero);
}

/// Keeps the common zero of the flat's points with the largest sum around it, ties included: it is attained, whether or
/// not double precision makes its pattern. `zero` is as near to the exact one as the others' sides need: the points are
/// not close to having a lower rank.
void ConeSearch::consider_tie(const VectorXd& zero) {
  if (zero.norm() < far_from_dependent) return;  // the centre is orthogonal to it: rounding errors are all there is
  const VectorXd margin = points_.coordinates().lazyProduct(zero);
  double sum = flats_.known(flat_).attained;
  std::size_t next = 0;
  for (Index i = 0; i < margin.size(); ++i) {
    if (next < flat_.size() && points_.row(i) == flat_[next]) {
      ++next;
      continue;
    }
    if (std::abs(margin[i]) <= points_.doubt()[i] * zero.norm() / far_from_dependent) return;
    sum += points_.share(i, margin[i]);
  }
  if (sum > found_->best) record(sum, zero);
}

/// Keeps a direction if its sum is the largest so far and no margin is in doubt.
void ConeSearch::consider(const VectorXd& u) {
  const VectorXd margin = points_.coordinates().lazyProduct(u);
  const double scale = u.lpNorm<Eigen::Infinity>();
  double sum = 0;
  for (Index i = 0; i < margin.size(); ++i) {
    if (std::abs(margin[i]) <= points_.doubt()[i] * scale) return;
    sum += points_.share(i, margin[i]);
  }
  if (sum > found_->best) record(sum, u);
}

}  // namespace heaviside::certificate
