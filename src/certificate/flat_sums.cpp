#include "flat_sums.hpp"

#include <xxhash.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "cone_search.hpp"

namespace heaviside::certificate {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

std::size_t index(Index i) { return static_cast<std::size_t>(i); }

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::size_t most_entries = 1 << 20;  // beyond, all are forgotten: what is asked for again is found again

}  // namespace

FlatSums::FlatSums(const arrangements::ExactPoints& points, const Eigen::VectorXd& weights)
    : points_(points), weights_(weights), all_columns_(static_cast<std::size_t>(points.columns())) {
  std::iota(all_columns_.begin(), all_columns_.end(), Index{0});
}

std::size_t FlatSums::Hash::operator()(std::span<const Index> rows) const {
  return XXH3_64bits(rows.data(), rows.size_bytes());
}

bool FlatSums::Equal::operator()(std::span<const Index> a, std::span<const Index> b) const {
  return std::ranges::equal(a, b);
}

double FlatSums::positive_weights(std::span<const Index> rows) const {
  double sum = 0;
  for (const Index i : rows) sum += std::max(weights_[i], 0.0);
  return sum;
}

FlatSums::Entry& FlatSums::entry(std::span<const Index> rows) {
  const auto found = entries_.find(rows);
  if (found != entries_.end()) return found->second;
  if (entries_.size() >= most_entries) entries_.clear();
  Entry fresh{points_.independent_columns(rows, all_columns_), -infinity, {}, positive_weights(rows)};
  return entries_.emplace(std::vector<Index>(rows.begin(), rows.end()), std::move(fresh)).first->second;
}

double FlatSums::largest_sum(std::span<const Index> rows, Index rank, double level, double enough) {
  const Entry& known = entry(rows);
  const auto own_rank = static_cast<Index>(known.columns.size());
  const bool searchable = own_rank < static_cast<Index>(rows.size()) && own_rank < rank;
  if (!searchable || known.bound <= std::max(level, known.attained) || known.attained > enough) return known.bound;
  if (nodes_left_ <= 0) return known.bound;
  search(std::vector<Index>(rows.begin(), rows.end()), std::vector<Index>(known.columns), level, enough);
  return entry(rows).bound;
}

VectorXd FlatSums::witness(std::span<const Index> rows) {
  const Entry& known = entry(rows);
  const auto count = static_cast<Index>(rows.size());
  if (static_cast<Index>(known.columns.size()) == count)
    return weights_(std::vector<Index>(rows.begin(), rows.end())).unaryExpr([](double weight) {
      return weight >= 0 ? 1.0 : -1.0;
    });
  if (known.attained == -infinity) return {};
  if (known.direction.size() == 0) return VectorXd::Ones(count);
  VectorXd margins = VectorXd::Zero(count);
  for (Index i = 0; i < count; ++i) {
    for (Index k = 0; k < known.direction.size(); ++k)
      margins[i] += points_.unit(rows[index(i)], known.columns[index(k)]) * known.direction[k];
  }
  return margins;
}

FlatSums::Known FlatSums::known(std::span<const Index> rows) {
  const Entry& known = entry(rows);
  const auto rank = static_cast<Index>(known.columns.size());
  return {rank, rank == static_cast<Index>(rows.size()) ? known.bound : known.attained};
}

void FlatSums::search(std::span<const Index> rows, std::span<const Index> columns, double level, double enough) {
  ConeSearch cones(points_, rows, columns, weights_, *this);
  Exploration found;
  found.best = cones.total_weight();
  for (const Cone& root : cones.roots())
    cones.explore(root, {.target = level, .enough = enough, .allowance = &nodes_left_}, found);
  double largest = std::max(found.best, found.closed);
  for (const Cone& cone : found.open) largest = std::max(largest, cone.bound);
  Entry& known = entry(rows);  // which searches within the search may have forgotten
  if (found.best > known.attained) {
    known.attained = found.best;
    known.direction = found.direction;
  }
  known.bound = std::min(known.bound, largest);
}

}  // namespace heaviside::certificate
