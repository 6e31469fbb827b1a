#include "cone_search.hpp"

#include <Eigen/Cholesky>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>

#include "flat_sums.hpp"

namespace heaviside::certificate {
namespace {

using arrangements::ExactPoints;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int halvings = 60;                 // of a coordinate, at most: rounding errors end it before
constexpr int sweeps = 32;                   // of projections
constexpr double far_from_dependent = 1e-6;  // of directions
constexpr double epsilon = std::numeric_limits<double>::epsilon();

std::size_t index(Index i) { return static_cast<std::size_t>(i); }

MatrixXd unit_coordinates(const ExactPoints& points, std::span<const Index> rows, std::span<const Index> columns) {
  MatrixXd X(static_cast<Index>(rows.size()), static_cast<Index>(columns.size()));
  for (Index k = 0; k < X.cols(); ++k) {
    for (Index i = 0; i < X.rows(); ++i) X(i, k) = points.unit(rows[index(i)], columns[index(k)]);
  }
  return X;
}

/// W such that X W has second moments like the identity; a diagonal W where X is too near to dependent for that.
MatrixXd isotropic_basis(const MatrixXd& X) {
  if (X.cols() == 0) return MatrixXd(0, 0);  // of points that are all zero
  const VectorXd scale = (X.colwise().squaredNorm().transpose() / static_cast<double>(X.rows())).cwiseSqrt();
  const MatrixXd scaled = X * scale.cwiseInverse().asDiagonal();
  const MatrixXd moments = scaled.transpose().lazyProduct(scaled) / static_cast<double>(X.rows());
  const Eigen::LLT<MatrixXd> factor(moments);
  MatrixXd W = MatrixXd::Identity(X.cols(), X.cols());
  if (factor.info() == Eigen::Success && factor.matrixLLT().diagonal().minCoeff() > 1e-6)
    factor.matrixU().solveInPlace(W);
  return scale.cwiseInverse().asDiagonal() * W;
}

}  // namespace

void ConeSearch::Node::resize(std::size_t size) {
  if (margin.size() >= size) return;
  margin.resize(size);
  width.resize(size);
  place.resize(size);
}

ConeSearch::ConeSearch(const ExactPoints& points, std::span<const Index> rows, std::span<const Index> columns,
                       const VectorXd& weights, FlatSums& flats)
    : rows_(rows.begin(), rows.end()), flats_(flats), weights_(weights(rows_)) {
  const MatrixXd X = unit_coordinates(points, rows, columns);
  basis_ = isotropic_basis(X);
  points_ = X.lazyProduct(basis_);
  // A unit coordinate has an error of 4 epsilon, its products and their sum r more. A margin is a sum of r terms, moved
  // at every halving; so is a width.
  const auto r = static_cast<double>(X.cols());
  const MatrixXd sizes = X.cwiseAbs().lazyProduct(basis_.cwiseAbs());
  doubt_ = sizes.rowwise().sum() * (epsilon * (r + 8 + 2 * r * (halvings + 2)));
}

std::vector<Cone> ConeSearch::roots() const {
  std::vector<Cone> cones;
  for (Index facet = 0; facet < points_.cols(); ++facet) {
    Cone cone{facet, VectorXd::Unit(points_.cols(), facet), VectorXd::Ones(points_.cols())};
    cone.half[facet] = 0;
    cones.push_back(std::move(cone));
  }
  return cones;
}

std::array<ConeSearch::Node, 2>& ConeSearch::level(std::size_t number) {
  while (levels_.size() <= number) levels_.emplace_back();
  return levels_[number];
}

void ConeSearch::explore(const Cone& cone, const Goal& goal, Exploration& found) {
  cone_ = cone;
  goal_ = goal;
  found_ = &found;
  Node& root = level(0)[0];
  root.resize(rows_.size());
  root.count = 0;
  root.above = root.below = root.gain = 0;
  const VectorXd margin = points_.lazyProduct(cone.centre);
  const VectorXd width = points_.cwiseAbs().lazyProduct(cone.half) + doubt_;
  for (Index i = 0; i < margin.size(); ++i) {
    const double weight = weights_[i];
    if (weight == 0) continue;  // its side is of no interest
    if (margin[i] > width[i]) {
      root.above += weight;
    } else if (margin[i] < -width[i]) {
      root.below += weight;
    } else {
      root.margin[root.count] = margin[i];
      root.width[root.count] = width[i];
      root.place[root.count++] = i;
      root.gain += std::max(weight, 0.0);
    }
  }
  consider_centre(root);
  if (root.bound() <= threshold()) return close(root.bound());
  descend(1, root, 0);
}

bool ConeSearch::must_end() const {
  const bool spent = goal_.allowance != nullptr && *goal_.allowance <= 0;
  return spent || found_->nodes >= goal_.nodes || found_->best > goal_.enough;
}

/// Looks into the two halves of the present cone.
void ConeSearch::descend(std::size_t depth, Node& node, int unchanged) {
  double bound = node.bound();
  if (must_end()) {
    found_->open.push_back(cone_);
    found_->open.back().bound = std::min(bound, cone_.bound);
    return;
  }
  ++found_->nodes;
  if (goal_.allowance != nullptr) --*goal_.allowance;
  if (looks_dependent(unchanged) && !spans_space(node)) {
    bound = std::max(node.above, node.below) + largest_sum(node);
    if (bound > threshold()) consider_cone(node);
    if (bound > threshold()) consider_flat(node.above >= node.below ? 1 : -1);
    if (bound <= threshold()) return close(bound);
  }
  if (at_floor(node)) return close(std::min(bound, floor_bound()));
  const Index coordinate = widest(node);
  auto& [one, other] = level(depth);
  const double centre = cone_.centre[coordinate];
  const double half = cone_.half[coordinate] / 2;
  split(node, coordinate, half, one);
  split(node, coordinate, -half, other);
  cone_.half[coordinate] = half;
  const bool swapped = other.bound() > one.bound();
  for (const bool first : {true, false}) {
    const bool upper = first != swapped;
    Node& child = upper ? one : other;
    cone_.centre[coordinate] = centre + (upper ? half : -half);
    consider_centre(child);
    if (child.bound() <= threshold())
      close(child.bound());
    else
      descend(depth + 1, child, child.count == node.count ? unchanged + 1 : 0);
  }
  cone_.centre[coordinate] = centre;
  cone_.half[coordinate] = 2 * half;
}

/// The half of the node's cone whose centre lies `step` further along a coordinate.
void ConeSearch::split(const Node& node, Index coordinate, double step, Node& child) {
  child.resize(node.count);
  const double* const x = points_.col(coordinate).data();
  const double* const weights = weights_.data();
  double above = node.above, below = node.below, gain = 0;
  std::size_t count = 0;
  for (std::size_t k = 0; k < node.count; ++k) {
    const Index i = node.place[k];
    const double moved = x[i] * step;
    const double margin = node.margin[k] + moved;
    const double width = node.width[k] - std::abs(moved);
    const double weight = weights[i];
    const bool is_above = margin > width, is_below = margin < -width, open = !is_above && !is_below;
    above += is_above ? weight : 0;
    below += is_below ? weight : 0;
    gain += open ? std::max(weight, 0.0) : 0;
    child.margin[count] = margin;
    child.width[count] = width;
    child.place[count] = i;
    count += open ? 1 : 0;
  }
  child.above = above;
  child.below = below;
  child.gain = gain;
  child.count = count;
}

/// The sums at the centre of the present cone and at its negative, where no margin is in doubt.
void ConeSearch::consider_centre(const Node& node) {
  double up = node.above, down = node.below;
  for (std::size_t k = 0; k < node.count; ++k) (node.margin[k] > 0 ? up : down) += weights_[node.place[k]];
  if (std::max(up, down) <= found_->best) return;
  for (std::size_t k = 0; k < node.count; ++k) {
    if (std::abs(node.margin[k]) <= doubt_[node.place[k]]) return;
  }
  record(std::max(up, down), up >= down ? cone_.centre : -cone_.centre);
}

/// Looks in the cone, and a little around it, for a direction at which the undecided points have the pattern of their
/// largest sum: there the cone's bound is attained. Projects by turns on what each point demands and on the cone.
void ConeSearch::consider_cone(const Node& node) {
  const VectorXd wanted = flats_.witness(flat_);
  if (wanted.size() == 0) return;
  const VectorXd reach = cone_.half * (1 + 1.0 / 16);     // a hyperplane may touch the cone from outside
  const double sign = node.above >= node.below ? 1 : -1;  // -u gathers what is below
  VectorXd u = cone_.centre;
  for (int sweep = 0; sweep < sweeps; ++sweep) {
    bool satisfied = true;
    for (std::size_t k = 0; k < node.count; ++k) {
      const auto x = points_.row(node.place[k]);
      const double side = wanted[static_cast<Index>(k)] > 0 ? sign : -sign;
      const double doubt = doubt_[node.place[k]];
      const double demanded = std::max(2 * doubt, (node.width[k] - doubt) / 64);
      const double missing = demanded - side * x.dot(u);
      if (missing <= 0) continue;
      satisfied = false;
      const VectorXd direction = x.transpose().cwiseSign().cwiseProduct(cone_.half);  // to the cone's corner
      const double slope = x.dot(direction);
      if (slope > 0) u += direction * (side * 1.5 * missing / slope);
      u = u.cwiseMin(cone_.centre + reach).cwiseMax(cone_.centre - reach);
    }
    if (satisfied) break;
  }
  consider(u);
}

/// Looks beside the common zero of the flat's points that is nearest to the centre, where they have the pattern of
/// their largest sum.
void ConeSearch::consider_flat(double sign) {
  const VectorXd wanted = flats_.witness(flat_);
  if (wanted.size() == 0) return;
  MatrixXd X(wanted.size(), points_.cols());
  for (Index k = 0; k < X.rows(); ++k) X.row(k) = points_.row(place_of(flat_[index(k)]));
  Eigen::CompleteOrthogonalDecomposition<MatrixXd> solver(X);
  const VectorXd zero = cone_.centre - solver.solve(VectorXd(X * cone_.centre));
  const VectorXd away = solver.solve(VectorXd(sign * wanted));
  for (const double step : {1e-1, 1e-3, 1e-5, 1e-7, 1e-9}) consider(zero + step * away.normalized());
  solver.setThreshold(far_from_dependent);
  solver.compute(X);
  const Index rank = flats_.known(flat_).rank;
  if (rank < points_.cols() && solver.rank() == rank) consider_tie(zero);
}

/// Keeps the common zero of the flat's points, or its negative, with the largest sum around it, ties included: it is
/// attained, whether or not double precision makes its pattern. `zero` is as near to the exact one as the others' sides
/// need: the points are not close to having a lower rank.
void ConeSearch::consider_tie(const VectorXd& zero) {
  if (zero.norm() < far_from_dependent) return;  // the centre is orthogonal to it: rounding errors are all there is
  const VectorXd margin = points_.lazyProduct(zero);
  double up = 0, down = 0;
  std::size_t next = 0;
  for (Index i = 0; i < margin.size(); ++i) {
    if (next < flat_.size() && rows_[index(i)] == flat_[next]) {
      ++next;
      continue;
    }
    if (std::abs(margin[i]) <= doubt_[i] * zero.norm() / far_from_dependent) return;
    (margin[i] > 0 ? up : down) += weights_[i];
  }
  const double sum = std::max(up, down) + flats_.known(flat_).attained;
  if (sum > found_->best) record(sum, up >= down ? zero : VectorXd(-zero));
}

/// Keeps a direction, or its negative, if its sum is the largest so far and no margin is in doubt.
void ConeSearch::consider(const VectorXd& u) {
  const VectorXd margin = points_.lazyProduct(u);
  const double scale = u.lpNorm<Eigen::Infinity>();
  double up = 0, down = 0;
  for (Index i = 0; i < margin.size(); ++i) {
    if (std::abs(margin[i]) <= doubt_[i] * scale) return;
    (margin[i] > 0 ? up : down) += weights_[i];
  }
  if (std::max(up, down) > found_->best) record(std::max(up, down), up >= down ? u : -u);
}

void ConeSearch::record(double sum, const VectorXd& u) {
  found_->best = sum;
  found_->direction = basis_ * u;
}

/// Whether halving does not seem to separate the undecided points; of the same points, asked now and then.
bool ConeSearch::looks_dependent(int unchanged) const { return unchanged % static_cast<int>(points_.cols()) == 1; }

/// Whether rounding errors are most of what the margins may change in the cone.
bool ConeSearch::at_floor(const Node& node) const {
  for (std::size_t k = 0; k < node.count; ++k) {
    if (node.width[k] > 3 * doubt_[node.place[k]]) return false;
  }
  return true;
}

/// A bound where rounding hides which points are on the flat that the cone has shrunk to: all that may be are taken.
double ConeSearch::floor_bound() {
  constexpr double near = 16;  // of doubts
  const VectorXd margin = points_.lazyProduct(cone_.centre);
  double above = 0, below = 0;
  flat_.clear();
  for (Index i = 0; i < margin.size(); ++i) {
    if (std::abs(margin[i]) <= near * doubt_[i])
      flat_.push_back(rows_[index(i)]);
    else
      (margin[i] > 0 ? above : below) += weights_[i];
  }
  const double decided = std::max(above, below);
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const double bound = decided + flats_.largest_sum(flat_, points_.cols(), threshold() - decided, infinity);
  if (bound > threshold()) consider_flat(above >= below ? 1 : -1);
  return bound;
}

/// Whether the undecided points surely have full rank, so that nothing is gained by asking of them alone: Gram-Schmidt
/// in floating point finds r that are far from dependent.
bool ConeSearch::spans_space(const Node& node) const {
  const Index r = points_.cols();
  if (static_cast<Index>(node.count) < r) return false;
  MatrixXd basis(r, r);
  Index rank = 0;
  for (std::size_t k = 0; k < node.count && rank < r; ++k) {
    VectorXd x = points_.row(node.place[k]).transpose().normalized();
    for (Index j = 0; j < rank; ++j) x -= basis.col(j).dot(x) * basis.col(j);
    if (x.norm() > far_from_dependent) basis.col(rank++) = x.normalized();
  }
  return rank == r;
}

double ConeSearch::largest_sum(const Node& node) {
  flat_.clear();
  for (std::size_t k = 0; k < node.count; ++k) flat_.push_back(rows_[index(node.place[k])]);
  const double level = threshold() - std::max(node.above, node.below);
  return flats_.largest_sum(flat_, points_.cols(), level, level);
}

/// Where a row is in rows_, which increase.
Index ConeSearch::place_of(Index row) const {
  return std::lower_bound(rows_.begin(), rows_.end(), row) - rows_.begin();
}

/// The coordinate along which the undecided points spread the most weight.
Index ConeSearch::widest(const Node& node) const {
  Index best = 0;
  double largest = -1;
  for (Index j = 0; j < points_.cols(); ++j) {
    if (j == cone_.facet) continue;
    const double* const x = points_.col(j).data();
    double spread = 0;
    for (std::size_t k = 0; k < node.count; ++k) spread += std::abs(weights_[node.place[k]] * x[node.place[k]]);
    spread *= cone_.half[j];
    if (spread > largest) {
      largest = spread;
      best = j;
    }
  }
  return best;
}

}  // namespace heaviside::certificate
