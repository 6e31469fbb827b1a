#include "heaviside/arrangements/exact_points.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>
#include <type_traits>

#include "bareiss.hpp"
#include "decimal.hpp"

namespace heaviside::arrangements {
namespace {

using boost::multiprecision::abs;
using boost::multiprecision::msb;
using Eigen::Index;

__extension__ using Int128 = __int128;

constexpr unsigned small_bits = 62;       // of what is stored as std::int64_t
constexpr double rounding = 1 + 0x1p-40;  // more than enough for the logarithms of the bounds
constexpr double int64_bits = 63, int128_bits = 127;

/// mantissa * 2^exponent: numbers beyond the range of doubles.
struct Scaled {
  double mantissa = 0;
  long exponent = 0;
};

Scaled scaled(std::int64_t value) { return {static_cast<double>(value), 0}; }
Scaled scaled(Int128 value) { return {static_cast<double>(value), 0}; }
Scaled scaled(const Integer& value) {
  if (value == 0) return {};
  const auto bits = static_cast<long>(msb(Integer(abs(value)))) + 1;
  const long excess = std::max(bits - 64, 0L);
  return {static_cast<double>(Integer(value / (Integer(1) << static_cast<unsigned>(excess)))), excess};
}

Scaled operator*(const Scaled& a, const Scaled& b) { return {a.mantissa * b.mantissa, a.exponent + b.exponent}; }

/// a / b where b is not 0.
double ratio(const Scaled& a, const Scaled& b) {
  return std::ldexp(a.mantissa / b.mantissa, static_cast<int>(std::clamp(a.exponent - b.exponent, -5000L, 5000L)));
}

/// Base-2 logarithm of a positive number.
double bits_of(const Integer& value) {
  const Scaled parts = scaled(value);
  return (std::log2(parts.mantissa) + static_cast<double>(parts.exponent)) * rounding;
}

bool is_small(std::int64_t value) { return std::abs(value) < std::int64_t{1} << small_bits; }
bool is_small(const Integer& value) { return abs(value) < (Integer(1) << small_bits); }

/// Holds the sums of products of coordinates with a normal.
template <class Int>
using Sum = std::conditional_t<std::is_same_v<Int, Integer>, Integer, Int128>;

}  // namespace

ExactPoints::ExactPoints(const Eigen::MatrixXd& X, bool bias) : rows_(X.rows()), columns_(X.cols() + (bias ? 1 : 0)) {
  assert(rows_ > 0);
  small_.resize(index(rows_ * columns_));
  largest_.assign(index(columns_), Integer(1));
  for (Index k = 0; k < X.cols(); ++k) {
    const std::vector<Decimal> numbers = decimals_of(X.col(k));
    if (small_integers(numbers))
      store(k, integers_of<std::int64_t>(numbers, bias));
    else
      store(k, integers_of<Integer>(numbers, bias));
  }
  if (bias) store(columns_ - 1, std::vector<std::int64_t>(index(rows_), 1));
  set_bounds();
}

template <class Int>
void ExactPoints::store(Index column, const std::vector<Int>& values) {
  const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
  if (large_.empty() && !(is_small(*lowest) && is_small(*highest))) {
    large_.assign(small_.begin(), small_.end());
    small_ = {};
  }
  for (Index i = 0; i < rows_; ++i) {
    if (large_.empty())
      small_[at(i, column)] = static_cast<std::int64_t>(values[index(i)]);
    else
      large_[at(i, column)] = values[index(i)];
  }
  largest_[index(column)] = std::max({Integer(1), Integer(*highest), Integer(-*lowest)});
}

void ExactPoints::set_bounds() {
  for (const Integer& size : largest_) {
    column_bits_.push_back(bits_of(size));
    reciprocal_.push_back(1 / static_cast<double>(size));
  }
  unit_.resize(large_.size());
  row_bits_.resize(index(rows_));
  for (Index i = 0; i < rows_; ++i) {
    double largest = 0;
    double nonzeros = 1;
    for (Index k = 0; k < columns_; ++k) {
      if (!large_.empty()) unit_[at(i, k)] = ratio(scaled(large_[at(i, k)]), scaled(largest_[index(k)]));
      const double size = size_bits(at(i, k));
      if (size < 0) continue;
      largest = std::max(largest, size);
      ++nonzeros;
    }
    row_bits_[index(i)] = (largest + std::log2(nonzeros) / 2) * rounding;
  }
}

/// Base-2 logarithm of the size of an entry, rounded up; negative for 0.
double ExactPoints::size_bits(std::size_t place) const {
  if (large_.empty())
    return small_[place] == 0 ? -1 : std::log2(std::abs(static_cast<double>(small_[place]))) * rounding;
  return large_[place] == 0 ? -1 : bits_of(abs(large_[place]));
}

template <class Int>
Int ExactPoints::entry(std::size_t place) const {
  return large_.empty() ? static_cast<Int>(small_[place]) : static_cast<Int>(large_[place]);
}

Integer ExactPoints::coordinate(Index row, Index column) const { return entry<Integer>(at(row, column)); }

/// Lexicographic: negative, 0 or positive.
int ExactPoints::compare(Index row, Index other) const {
  const auto in = [&](const auto& entries) {
    const auto a = entries.begin() + row * columns_;
    const auto b = entries.begin() + other * columns_;
    const auto [x, y] = std::mismatch(a, a + columns_, b);
    if (x == a + columns_) return 0;
    return *x < *y ? -1 : 1;
  };
  return large_.empty() ? in(small_) : in(large_);
}

std::vector<Index> ExactPoints::distinct() const {
  std::vector<Index> order(index(rows_));
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return compare(a, b) < 0; });
  const auto equal = [&](Index a, Index b) { return compare(a, b) == 0; };
  order.erase(std::unique(order.begin(), order.end(), equal), order.end());
  std::sort(order.begin(), order.end());
  return order;
}

template <class Int>
std::vector<Int> ExactPoints::submatrix(std::span<const Index> rows, std::span<const Index> columns) const {
  std::vector<Int> matrix;
  matrix.reserve(rows.size() * columns.size());
  for (const Index i : rows) {
    for (const Index k : columns) matrix.push_back(entry<Int>(at(i, k)));
  }
  return matrix;
}

/// Base-2 logarithm of a bound on every minor of a submatrix, by Hadamard's inequality over its rows and its columns.
double ExactPoints::minor_bits(std::span<const Index> rows, std::span<const Index> columns) const {
  const auto order = static_cast<double>(std::min(rows.size(), columns.size()));
  double widest = 0;
  for (const Index i : rows) widest = std::max(widest, row_bits_[index(i)]);
  double product = 0;
  for (const Index k : columns) product += column_bits_[index(k)] + std::log2(std::max(order, 1.0)) / 2;
  return std::min(order * widest, product) * rounding;
}

std::vector<Index> ExactPoints::independent_columns(std::span<const Index> rows, std::span<const Index> columns) const {
  const auto basis = [&]<class Int>(Int) {
    std::vector<Int> matrix = submatrix<Int>(rows, columns);
    std::vector<Index> pivots = eliminate(matrix, static_cast<Index>(columns.size()), Elimination::below);
    for (Index& pivot : pivots) pivot = columns[index(pivot)];
    return pivots;
  };
  const double bits = 2 * minor_bits(rows, columns) + 1;  // of twice the product of two minors
  if (bits < int64_bits) return basis(std::int64_t{});
  if (bits < int128_bits) return basis(Int128{});
  return basis(Integer{});
}

template <class Int>
Eigen::VectorXd ExactPoints::unit_direction(const std::vector<Int>& u, std::span<const Index> columns) const {
  std::vector<Scaled> weights(u.size());
  std::size_t top = 0;
  for (std::size_t k = 0; k < u.size(); ++k) {
    weights[k] = scaled(u[k]) * scaled(largest_[index(columns[k])]);
    if (weights[top].mantissa == 0 || std::abs(ratio(weights[k], weights[top])) > 1) top = k;
  }
  Scaled size = weights[top];
  size.mantissa = std::abs(size.mantissa);
  Eigen::VectorXd direction(static_cast<Index>(u.size()));
  for (std::size_t k = 0; k < u.size(); ++k) direction[static_cast<Index>(k)] = ratio(weights[k], size);
  return direction;
}

template <class Int>
std::int8_t ExactPoints::side(Index point, const std::vector<Int>& u, std::span<const Index> columns) const {
  Sum<Int> sum = 0;
  for (std::size_t k = 0; k < u.size(); ++k) sum += entry<Sum<Int>>(at(point, columns[k])) * Sum<Int>(u[k]);
  return static_cast<std::int8_t>((sum > 0) - (sum < 0));
}

template <class Int>
std::optional<Normal> ExactPoints::normal_in(std::span<const Index> rows, std::span<const Index> columns,
                                             std::span<const Index> points) const {
  const std::vector<Int> u = null_vector(submatrix<Int>(rows, columns), static_cast<Index>(columns.size()));
  if (u.empty()) return std::nullopt;
  Normal normal{unit_direction(u, columns), {}};
  normal.sides.reserve(points.size());
  // Both factors of a product carry a few roundings, and a sum of m terms m more; no term is above 1.
  const auto terms = static_cast<double>(columns.size());
  const double doubt = terms * (terms + 16) * std::numeric_limits<double>::epsilon();
  for (const Index i : points) {
    double sum = 0;
    for (std::size_t k = 0; k < u.size(); ++k) sum += unit(i, columns[k]) * normal.direction[static_cast<Index>(k)];
    normal.sides.push_back(std::abs(sum) > doubt ? (sum > 0 ? 1 : -1) : side(i, u, columns));
  }
  return normal;
}

std::optional<Normal> ExactPoints::normal(std::span<const Index> rows, std::span<const Index> columns,
                                          std::span<const Index> points) const {
  const double minors = minor_bits(rows, columns);
  double coordinates = 0;
  for (const Index k : columns) coordinates = std::max(coordinates, column_bits_[index(k)]);
  const double sums = minors + coordinates + std::log2(static_cast<double>(columns.size()) + 1);
  if (sums < int128_bits && 2 * minors + 1 < int64_bits) return normal_in<std::int64_t>(rows, columns, points);
  if (sums < int128_bits && 2 * minors + 1 < int128_bits) return normal_in<Int128>(rows, columns, points);
  return normal_in<Integer>(rows, columns, points);
}

}  // namespace heaviside::arrangements
