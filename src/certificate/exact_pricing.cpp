#include "heaviside/certificate/exact_pricing.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "cone_numbers.hpp"
#include "cone_pool.hpp"
#include "flat_sums.hpp"
#include "heaviside/arrangements/pattern.hpp"
#include "heaviside/arrangements/unit_map.hpp"

namespace heaviside::certificate {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr double weight_total = 0x1p51;  // of the integer weights' sizes

/// A residual as integers, one for each distinct point, at its first row.
struct IntegerWeights {
  VectorXd weight;   // length n; 0 at repeated rows
  double unit = 1;   // r = unit * weight, but for rounding
  double error = 0;  // of any sum of r, at most
  double total = 0;  // of the weights
};

IntegerWeights integer_weights(const VectorXd& r, const std::vector<std::int64_t>& group,
                               const std::vector<Index>& first) {
  IntegerWeights result{VectorXd::Zero(r.size())};
  const double size = r.lpNorm<1>();
  if (size > 0) result.unit = std::ldexp(1.0, std::ilogb(size / weight_total) + 1);
  for (Index i = 0; i < r.size(); ++i) {
    const auto place = static_cast<std::size_t>(group[static_cast<std::size_t>(i)]);
    result.weight[first[place]] += std::nearbyint(r[i] / result.unit);
  }
  if (size > 0) result.error = static_cast<double>(r.size()) / 2 * result.unit;
  result.total = result.weight.sum();
  return result;
}

/// A hyperplane that was found, and its |p'r|.
struct Candidate {
  VectorXd u;
  double correlation;
};

/// Side by side those whose patterns in double precision have the same |p'r|, but for rounding. Of points on a
/// hyperplane rounding makes another pattern, maybe one that no hyperplane has.
Eigen::MatrixXd reproduced(const Eigen::MatrixXd& Z, const std::vector<Candidate>& candidates, const VectorXd& r,
                           double error) {
  Eigen::MatrixXd U(Z.cols(), 0);
  std::vector<std::uint64_t> words(static_cast<std::size_t>(arrangements::pattern_words(Z.rows())));
  for (const auto& [u, correlation] : candidates) {
    arrangements::threshold_patterns(Z, u, words);
    if (std::abs(std::abs(arrangements::correlation(words, r)) - correlation) > error) continue;
    U.conservativeResize(Eigen::NoChange, U.cols() + 1);
    U.rightCols(1) = u;
  }
  return U;
}

/// What the searches of r and, without a bias, of -r came to so far.
struct SearchSoFar {
  std::int64_t side = 0;  // 0: of r, 1: of -r
  double best = 0;
  double bound = 0;
  std::int64_t nodes = 0;
  bool complete = true;
  std::vector<FoundDirection> found = {};
  core::StopReason stopped = core::StopReason::none;

  void add(const PoolResult& result, double shift) {
    best = std::max(best, result.best + shift);
    bound = std::max(bound, result.bound + shift);
    nodes += result.nodes;
    complete = complete && result.complete;
    found.insert(found.end(), result.found.begin(), result.found.end());
    stopped = result.stopped;
  }

  /// With the state of the pool of the present side behind it.
  std::vector<double> state(const std::vector<double>& pool) const {
    NumberWriter writer;
    writer.add_count(side);
    writer.add(best);
    writer.add(bound);
    writer.add_count(nodes);
    writer.add_count(complete ? 1 : 0);
    writer.add(found);
    std::vector<double> state(writer.values().begin(), writer.values().end());
    state.insert(state.end(), pool.begin(), pool.end());
    return state;
  }

  /// \returns  the state of the pool
  std::span<const double> resume(std::span<const double> state, Index dimension) {
    NumberReader reader(state, dimension);
    side = reader.count();
    best = reader.number();
    bound = reader.number();
    nodes = reader.count();
    complete = reader.count() != 0;
    found = reader.found();
    return reader.rest();
  }
};

}  // namespace

ExactPricer::ExactPricer(const core::Communicator& comm, const arrangements::ExactPoints& points,
                         const Eigen::MatrixXd& Z, bool bias, const std::vector<std::int64_t>& group)
    : comm_(comm), points_(points), Z_(Z), bias_(bias), group_(group) {
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (group[i] == static_cast<std::int64_t>(first_.size())) first_.push_back(static_cast<Index>(i));
  }
  std::vector<Index> all(static_cast<std::size_t>(points.columns()));
  std::iota(all.begin(), all.end(), Index{0});
  columns_ = points.independent_columns(first_, all);
}

ExactPrice ExactPricer::price(const VectorXd& r, const PricingGoal& goal) const {
  const IntegerWeights weights = integer_weights(r, group_, first_);
  // With a bias the complement of a pattern is one, so min p'r = total - max p'r. Otherwise -r has its own search.
  const double shift = bias_ ? std::max(0.0, -weights.total) : 0;
  const arrangements::UnitMap map(points_, Z_, bias_);
  SearchSoFar so_far;
  std::span<const double> resume = goal.resume;
  if (!resume.empty()) resume = so_far.resume(resume, std::ssize(columns_));
  for (; so_far.side < (bias_ ? 1 : 2); ++so_far.side) {
    const VectorXd signed_weights = (so_far.side == 0 ? 1.0 : -1.0) * weights.weight;
    FlatSums flats(points_, signed_weights);
    ConePool pool(comm_, ConeSearch(points_, first_, columns_, signed_weights, flats));
    PoolGoal pool_goal{goal.target / weights.unit - shift,
                       std::max<std::int64_t>(goal.nodes - so_far.nodes, 0),
                       goal.target > 0,
                       goal.stop,
                       {},
                       resume};
    const bool first_of_two = so_far.side == 0 && !bias_;
    const double unsearched = first_of_two ? weights.weight.cwiseMin(0).cwiseAbs().sum() : 0;  // sums of -r
    if (goal.observe)
      pool_goal.observe = [&, unsearched](std::int64_t nodes, double now) {
        const double largest = std::max({so_far.bound, unsearched, now + shift});
        goal.observe(so_far.nodes + nodes, largest * weights.unit + weights.error);
      };
    if (goal.keep)
      pool_goal.keep = [&](const auto& state, bool last) { goal.keep([&] { return so_far.state(state()); }, last); };
    so_far.add(pool.run(pool_goal), shift);
    resume = {};
    if (so_far.stopped != core::StopReason::none) break;
  }
  auto& found = so_far.found;
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.sum > b.sum; });
  ExactPrice price;
  price.best = so_far.best * weights.unit;
  price.bound = so_far.bound * weights.unit + weights.error;
  price.complete = so_far.complete && so_far.stopped == core::StopReason::none;
  price.nodes = so_far.nodes;
  price.stopped = so_far.stopped;
  const double side = shift > 0 ? -1 : 1;
  std::vector<Candidate> candidates;
  for (const auto& [sum, direction] : found)
    candidates.push_back({side * map.weights(direction, columns_), (sum + shift) * weights.unit});
  price.hyperplanes = reproduced(Z_, candidates, r, 4 * weights.error);
  return price;
}

}  // namespace heaviside::certificate
