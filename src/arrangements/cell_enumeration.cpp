#include "heaviside/arrangements/cell_enumeration.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "cell_table.hpp"
#include "flats.hpp"
#include "heaviside/arrangements/pattern.hpp"
#include "heaviside/arrangements/unit_map.hpp"

namespace heaviside::arrangements {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::int64_t verified_at_once = 384;

// Of memory, measured: the table, its growth, and the copies that gathering takes.
constexpr double bytes_a_cell = 64;
constexpr double bytes_a_word = 40;
constexpr double bytes_an_input = 80;

double binomial(double n, double k) {
  double value = 1;
  for (double i = 1; i <= k; ++i) value *= (n - k + i) / i;
  return value;
}

/// This rank's cells, those that are on everywhere or nowhere among them.
void collect_cells(const core::Communicator& comm, const ExactPoints& points, const Subspace& space, core::Log& log,
                   CellTable& cells) {
  VectorXd ray;
  const auto add = [&](int sign, const Words& pattern) { cells.add(pattern, sign, ray); };
  const auto visit = [&](const Flat& flat) {
    ray = flat.normal.direction;
    visit_patterns(points, space, flat, add);
  };
  const double subsets =
      binomial(static_cast<double>(space.points.size()), static_cast<double>(space.columns.size()) - 1);
  const auto tick = [&](std::int64_t number) {
    constexpr std::int64_t seldom = 1024;
    if (number % seldom == 0)
      log.progress("enumerate", static_cast<double>(number) / subsets, std::to_string(cells.size()) + " cells");
  };
  visit_flats(points, space, {comm.size(), comm.rank()}, visit, tick);
  cells.gather_cells(comm);
}

/// Patterns with the hyperplanes that make them, one after the other.
struct Found {
  std::vector<std::uint64_t> words;
  std::vector<double> weights;
  std::int64_t left_out = 0;
};

bool constant(std::span<const std::uint64_t> pattern, std::span<const std::uint64_t> all_on) {
  return std::ranges::equal(pattern, all_on) ||
         std::ranges::all_of(pattern, [](std::uint64_t word) { return word == 0; });
}

/// Keeps the cells of `batch` whose hyperplanes (columns of U) make their patterns over Z in floating point.
void keep_reproduced(const MatrixXd& Z, const MatrixXd& U, const CellTable& cells,
                     const std::vector<std::int64_t>& batch, Found& found) {
  const auto length = static_cast<std::size_t>(pattern_words(Z.rows()));
  std::vector<std::uint64_t> words(batch.size() * length);
  threshold_patterns(Z, U, words);
  for (std::size_t k = 0; k < batch.size(); ++k) {
    const auto pattern = cells.pattern(batch[k]);
    if (!std::ranges::equal(pattern, std::span(words).subspan(k * length, length))) {
      ++found.left_out;
      continue;
    }
    const auto u = U.col(static_cast<Index>(k));
    found.words.insert(found.words.end(), pattern.begin(), pattern.end());
    found.weights.insert(found.weights.end(), u.begin(), u.end());
  }
}

/// \param Z  at the distinct points
Found find_hyperplanes(const CellTable& cells, const MatrixXd& Z, const Words& all_on,
                       const std::function<VectorXd(const VectorXd&)>& weights) {
  Found found;
  std::vector<std::int64_t> batch;
  for (std::int64_t cell = 0; cell < cells.size(); ++cell) {
    if (!constant(cells.pattern(cell), all_on)) batch.push_back(cell);
    if (static_cast<std::int64_t>(batch.size()) < verified_at_once && cell + 1 < cells.size()) continue;
    MatrixXd U(Z.cols(), static_cast<Index>(batch.size()));
    for (Index k = 0; k < U.cols(); ++k) U.col(k) = weights(cells.direction(batch[static_cast<std::size_t>(k)]));
    keep_reproduced(Z, U, cells, batch, found);
    batch.clear();
  }
  return found;
}

/// The hyperplane that is on everywhere, and those found on all ranks in the order of their patterns.
Enumeration sorted(const core::Communicator& comm, const Found& found, std::size_t length, Index inputs, bool bias) {
  const auto words = comm.all_gather(std::span(found.words));
  const auto weights = comm.all_gather(std::span(found.weights));
  const auto pattern = [&](Index k) { return std::span(words).subspan(static_cast<std::size_t>(k) * length, length); };
  Indices order(words.size() / length);
  std::iota(order.begin(), order.end(), Index{0});
  std::sort(order.begin(), order.end(),
            [&](Index a, Index b) { return std::ranges::lexicographical_compare(pattern(a), pattern(b)); });

  Enumeration all{MatrixXd::Zero(static_cast<Index>(order.size()) + 1, inputs), comm.sum(found.left_out)};
  if (bias) all.hyperplanes(0, inputs - 1) = 1;
  const Eigen::Map<const MatrixXd> columns(weights.data(), inputs, static_cast<Index>(order.size()));
  for (std::size_t k = 0; k < order.size(); ++k)
    all.hyperplanes.row(static_cast<Index>(k) + 1) = columns.col(order[k]).transpose();
  return all;
}

}  // namespace

EnumerationCost enumeration_cost(std::int64_t points, std::int64_t rank) {
  const auto n = static_cast<double>(points);
  const auto r = static_cast<double>(rank);
  EnumerationCost cost;
  for (double k = 0; k < r; ++k) cost.patterns += 2 * binomial(n - 1, k);
  const double words = std::ceil(n / 64);
  cost.bytes = cost.patterns * (bytes_a_word * words + bytes_an_input * r + bytes_a_cell);
  cost.steps = binomial(n, r - 1) * (n * r + std::exp2(r) * (words + r));
  return cost;
}

Enumeration enumerate_cells(const core::Communicator& comm, const ExactPoints& points, const MatrixXd& Z, bool bias,
                            core::Log& log) {
  Subspace space{points.distinct(), {}};
  Indices columns(static_cast<std::size_t>(Z.cols()));
  std::iota(columns.begin(), columns.end(), Index{0});
  space.columns = points.independent_columns(space.points, columns);

  const auto n = static_cast<Index>(space.points.size());
  const auto length = static_cast<std::size_t>(pattern_words(n));
  CellTable cells(length, static_cast<Index>(space.columns.size()));
  if (!space.columns.empty()) collect_cells(comm, points, space, log, cells);

  Words all_on(length, ~std::uint64_t{0});
  if (n % 64 != 0) all_on.back() = (std::uint64_t{1} << (n % 64)) - 1;
  const UnitMap map(points, Z, bias);
  const auto weights = [&](const VectorXd& u) { return map.weights(u, space.columns); };
  return sorted(comm, find_hyperplanes(cells, Z(space.points, Eigen::all), all_on, weights), length, Z.cols(), bias);
}

}  // namespace heaviside::arrangements
