#include "cone_search.hpp"

#include <algorithm>
#include <cmath>

namespace heaviside::certificate {
namespace {

using arrangements::ExactPoints;
using Eigen::Index;
using Eigen::VectorXd;

std::size_t index(Index i) { return static_cast<std::size_t>(i); }

/// Conflicts are looked for where they have to take away no more than this share of the open sizes.
constexpr double hopeful = 0.4;

}  // namespace

ConeSearch::ConeSearch(const ExactPoints& points, std::span<const Index> rows, std::span<const Index> columns,
                       const VectorXd& weights, FlatSums& flats)
    : points_(points, rows, columns, weights),
      total_weight_(points_.least_sum() + points_.greatest_sum()),
      flats_(flats) {}

std::vector<Cone> ConeSearch::roots() const {
  const Index r = dimension();
  std::vector<Cone> cones;
  for (Index facet = 0; facet < r; ++facet) {
    for (const double side : {1.0, -1.0}) {
      Cone cone{facet, side * VectorXd::Unit(r, facet), VectorXd::Ones(r), points_.greatest_sum()};
      cone.half[facet] = 0;
      cones.push_back(std::move(cone));
    }
  }
  return cones;
}

std::array<OpenPoints, 2>& ConeSearch::level(std::size_t number) {
  while (levels_.size() <= number) levels_.emplace_back();
  return levels_[number];
}

void ConeSearch::explore(const Cone& cone, const Goal& goal, Exploration& found) {
  cone_ = cone;
  goal_ = goal;
  found_ = &found;
  OpenPoints& root = level(0)[0];
  root.resize(index(points_.size()));
  root.count = 0;
  root.above = root.open = 0;
  const auto& y = points_.coordinates();
  const VectorXd margin = y.lazyProduct(cone.centre);
  const VectorXd width = y.cwiseAbs().lazyProduct(cone.half) + points_.doubt();
  for (Index i = 0; i < margin.size(); ++i) {
    const double size = points_.sizes()[i];
    if (margin[i] > width[i]) {
      root.above += size;
    } else if (margin[i] >= -width[i]) {
      root.margin[root.count] = margin[i];
      root.width[root.count] = width[i];
      root.place[root.count++] = i;
      root.open += size;
    }
  }
  consider_centre(root);
  descend(1, root, std::min(bound(root), cone.bound), 0);
}

bool ConeSearch::must_end() const {
  const bool spent = goal_.allowance != nullptr && *goal_.allowance <= 0;
  return spent || found_->nodes >= goal_.nodes || found_->best > goal_.enough;
}

void ConeSearch::leave_open(double bound) {
  found_->open.push_back(cone_);
  found_->open.back().bound = bound;
}

/// Looks into the two halves of the present cone, none of whose sums is above the ceiling, if that leaves hope.
void ConeSearch::descend(std::size_t depth, OpenPoints& node, double ceiling, int unchanged) {
  if (ceiling <= threshold()) return close(ceiling);
  if (must_end()) return leave_open(ceiling);
  ++found_->nodes;
  if (goal_.allowance != nullptr) --*goal_.allowance;
  if (settles(node, ceiling, unchanged)) return close(ceiling);
  const Index coordinate = widest(node);
  auto& [one, other] = level(depth);
  const double centre = cone_.centre[coordinate];
  const double half = cone_.half[coordinate] / 2;
  split(node, coordinate, half, one);
  split(node, coordinate, -half, other);
  cone_.half[coordinate] = half;
  const bool swapped = bound(other) > bound(one);
  for (const bool first : {true, false}) {
    const bool upper = first != swapped;
    OpenPoints& child = upper ? one : other;
    cone_.centre[coordinate] = centre + (upper ? half : -half);
    consider_centre(child);
    descend(depth + 1, child, std::min(bound(child), ceiling), child.count == node.count ? unchanged + 1 : 0);
  }
  cone_.centre[coordinate] = centre;
  cone_.half[coordinate] = 2 * half;
}

/// Lowers the ceiling by what dependent and conflicting points cannot gather, where that may pay.
/// \returns  whether the cone needs no halving
bool ConeSearch::settles(OpenPoints& node, double& ceiling, int unchanged) {
  if (looks_dependent(unchanged) && !spans_space(node)) {
    const double flat = flat_bound(node);
    if (flat > threshold()) consider_cone(node);
    if (flat > threshold()) consider_flat();
    ceiling = std::min(ceiling, flat);
    if (ceiling <= threshold()) return true;
  }
  if (at_floor(node)) {
    ceiling = std::min(ceiling, floor_bound());
    return true;
  }
  const double excess = bound(node) - threshold();
  if (excess <= hopeful * node.open)
    ceiling = std::min(ceiling, bound(node) - conflicts_.lost(points_, node, cone_, excess));
  return ceiling <= threshold();
}

/// The half of the node's cone whose centre lies `step` further along a coordinate.
void ConeSearch::split(const OpenPoints& node, Index coordinate, double step, OpenPoints& child) const {
  child.resize(node.count);
  const double* const y = points_.coordinates().col(coordinate).data();
  const double* const sizes = points_.sizes().data();
  double above = node.above, open = 0;
  std::size_t count = 0;
  for (std::size_t k = 0; k < node.count; ++k) {
    const Index i = node.place[k];
    const double moved = y[i] * step;
    const double margin = node.margin[k] + moved;
    const double width = node.width[k] - std::abs(moved);
    const bool is_above = margin > width, is_open = std::abs(margin) <= width;
    above += is_above ? sizes[i] : 0;
    open += is_open ? sizes[i] : 0;
    child.margin[count] = margin;
    child.width[count] = width;
    child.place[count] = i;
    count += is_open ? 1 : 0;
  }
  child.above = above;
  child.open = open;
  child.count = count;
}

/// The sum at the centre of the present cone, if no margin is in doubt there.
void ConeSearch::consider_centre(const OpenPoints& node) {
  double sum = points_.least_sum() + node.above;
  for (std::size_t k = 0; k < node.count; ++k) sum += node.margin[k] > 0 ? points_.sizes()[node.place[k]] : 0;
  if (sum <= found_->best) return;
  for (std::size_t k = 0; k < node.count; ++k) {
    if (std::abs(node.margin[k]) <= points_.doubt()[node.place[k]]) return;
  }
  record(sum, cone_.centre);
}

void ConeSearch::record(double sum, const VectorXd& u) {
  found_->best = sum;
  found_->direction = points_.direction(u);
}

/// Whether rounding errors are most of what the margins may change in the cone.
bool ConeSearch::at_floor(const OpenPoints& node) const {
  for (std::size_t k = 0; k < node.count; ++k) {
    if (node.width[k] > 3 * points_.doubt()[node.place[k]]) return false;
  }
  return true;
}

/// The coordinate along which the open points spread the most weight.
Index ConeSearch::widest(const OpenPoints& node) const {
  Index best = 0;
  double largest = -1;
  for (Index j = 0; j < dimension(); ++j) {
    if (j == cone_.facet) continue;
    const double* const y = points_.coordinates().col(j).data();
    double spread = 0;
    for (std::size_t k = 0; k < node.count; ++k) spread += points_.sizes()[node.place[k]] * std::abs(y[node.place[k]]);
    spread *= cone_.half[j];
    if (spread > largest) {
      largest = spread;
      best = j;
    }
  }
  return best;
}

}  // namespace heaviside::certificate
