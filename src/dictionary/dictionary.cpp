#include "heaviside/dictionary/dictionary.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "heaviside/arrangements/spread.hpp"
#include "heaviside/core/errors.hpp"

namespace heaviside::dictionary {
namespace {

using arrangements::PatternSet;
using Eigen::MatrixXd;
using Eigen::VectorXd;

double largest_magnitude(const VectorXd& v) { return v.size() == 0 ? 0 : v.cwiseAbs().maxCoeff(); }

double sum_of_magnitudes(const core::Communicator& comm, const VectorXd& local) {
  core::ExactSum sum;
  for (const double value : local) sum += std::abs(value);
  comm.sum(std::span(&sum, 1));
  return sum.value();
}

template <class Integer>
MatrixXd square(const std::vector<Integer>& values, std::int64_t size) {
  using Square = Eigen::Matrix<Integer, Eigen::Dynamic, Eigen::Dynamic>;
  return Eigen::Map<const Square>(values.data(), size, size).template cast<double>();
}

constexpr int weight_bits = 32;
constexpr std::size_t most_values = 8;  // of weights that are taken one by one

/// Rows of one weight, as words of 32 rows.
struct EqualRows {
  double weight;
  std::vector<std::uint32_t> rows;
};

/// diag(q), rounded up, as unit times a sum over parts.
struct RowWeights {
  double unit = 1;
  std::vector<EqualRows> parts;
};

template <class Condition>
std::vector<std::uint32_t> rows_where(Eigen::Index n, const Condition& condition) {
  std::vector<std::uint32_t> words(static_cast<std::size_t>((n + 31) / 32), 0);
  for (Eigen::Index i = 0; i < n; ++i) {
    if (condition(i)) words[static_cast<std::size_t>(i / 32)] |= std::uint32_t{1} << (i % 32);
  }
  return words;
}

/// A part for each value, where there are few: nothing is rounded then.
RowWeights by_value(const VectorXd& q, const std::set<double>& values) {
  RowWeights weights;
  for (const double value : values)
    weights.parts.push_back({value, rows_where(q.size(), [&](Eigen::Index i) { return q[i] == value; })});
  return weights;
}

/// A part for each bit of q / unit, rounded up to an integer.
RowWeights by_bit(const VectorXd& q) {
  RowWeights weights{std::ldexp(largest_magnitude(q), -weight_bits), {}};
  std::vector<std::uint64_t> integers;
  for (const double value : q) integers.push_back(static_cast<std::uint64_t>(std::ceil(value / weights.unit)));
  for (int bit = 0; bit <= weight_bits; ++bit) {
    const auto is_set = [&](Eigen::Index i) { return (integers[static_cast<std::size_t>(i)] >> bit & 1U) != 0; };
    auto rows = rows_where(q.size(), is_set);
    if (std::ranges::any_of(rows, [](auto word) { return word != 0; }))
      weights.parts.push_back({std::ldexp(1.0, bit), std::move(rows)});
  }
  return weights;
}

RowWeights rounded_up(const VectorXd& q) {
  if (!q.allFinite()) throw core::NumericalError("the weights of a Gram matrix are not finite");
  const auto values = few_values(q);
  return values ? by_value(q, *values) : by_bit(q);
}

}  // namespace

Dictionary::Dictionary(const core::Communicator& comm, PatternSet patterns)
    : Dictionary(comm, BitMatrix::packed(patterns.n, patterns.size(), patterns.words),
                 std::move(patterns.hyperplanes)) {}

Dictionary::Dictionary(const core::Communicator& comm, BitMatrix bits, std::vector<std::int64_t>&& hyperplanes)
    : comm_(comm),
      bits_(std::move(bits)),
      hyperplanes_(std::move(hyperplanes)),
      cols_(comm.sum(bits_.cols())),
      local_(core::share(cols_, comm.size(), comm.rank())) {}

VectorXd Dictionary::correlate_one(const VectorXd& v) const {
  const double largest = largest_magnitude(v);
  const auto fixed = round_to_fixed(v, largest, largest * static_cast<double>(rows()));
  std::vector<std::int64_t> sums(static_cast<std::size_t>(bits_.cols()));
  bits_.correlate(fixed.mantissa, sums);
  return scaled(sums, fixed.exponent);
}

VectorXd Dictionary::correlate(const VectorXd& v) const {
  if (v.size() == rows()) return correlate_one(v);
  MatrixXd c(v.size() / rows(), bits_.cols());
  for (Eigen::Index k = 0; k < c.rows(); ++k) c.row(k) = correlate_one(v.segment(k * rows(), rows()));
  return c.reshaped();
}

std::optional<std::set<double>> few_values(const VectorXd& q) {
  std::set<double> values;
  for (const double value : q) {
    if (value != 0) values.insert(value);
    if (values.size() > most_values) return std::nullopt;
  }
  return values;
}

double correlation_error(const VectorXd& v) {
  // Half a unit of the fixed point an entry, and the conversion of the sum back to double. The unit is at most
  // largest * 2^-45, or largest * n * 2^-60 where n is so large that the sum decides.
  const auto n = static_cast<double>(v.size());
  const double half_unit = std::max(std::ldexp(1.0, -46), n * std::ldexp(1.0, -61));
  return largest_magnitude(v) * n * (half_unit + std::ldexp(1.0, -53));
}

VectorXd Dictionary::combine(const FixedVector& w, std::int64_t outputs) const {
  const auto n = static_cast<std::size_t>(rows());
  const auto count = static_cast<std::size_t>(outputs);
  std::vector<std::int64_t> sums(n * count, 0);
  if (count == 1) {
    bits_.combine(w.mantissa, sums);
  } else {
    std::vector<std::int64_t> of_output(w.mantissa.size() / count);
    for (std::size_t k = 0; k < count; ++k) {
      for (std::size_t j = 0; j < of_output.size(); ++j) of_output[j] = w.mantissa[j * count + k];
      bits_.combine(of_output, std::span(sums).subspan(k * n, n));
    }
  }
  comm_.sum(std::span(sums));  // [sum]
  return scaled(sums, w.exponent);
}

VectorXd Dictionary::combine(const VectorXd& w, std::int64_t outputs) const {
  const double largest = comm_.max(largest_magnitude(w));
  return combine(round_to_fixed(w, largest, largest * static_cast<double>(cols_)), outputs);
}

FixedVector round_over_ranks(const core::Communicator& comm, const VectorXd& local) {
  const double sum = sum_of_magnitudes(comm, local);
  if (!std::isfinite(sum)) throw core::NumericalError("a vector over the patterns is not finite");
  return round_to_fixed(local, comm.max(largest_magnitude(local)), sum);
}

BitMatrix Dictionary::all_columns() const {
  std::vector<std::int64_t> mine(static_cast<std::size_t>(bits_.cols()));
  std::iota(mine.begin(), mine.end(), 0);
  auto words = comm_.all_gather(std::span<const std::uint64_t>(patterns(mine).words));
  return BitMatrix::packed(rows(), cols_, words);
}

MatrixXd Dictionary::column_gram() const {
  std::vector<std::int32_t> mine(static_cast<std::size_t>(cols_ * bits_.cols()));
  if (comm_.size() == 1) {
    gram(bits_, bits_, mine);
    return square(mine, cols_);
  }
  gram(all_columns(), bits_, mine);
  return square(comm_.all_gather(std::span<const std::int32_t>(mine)), cols_);
}

MatrixXd Dictionary::column_gram(const VectorXd& q) const {
  const RowWeights weights = rounded_up(q);
  if ((q.array() == q[0]).all()) return q[0] * column_gram();  // nothing to leave out
  const BitMatrix all = comm_.size() == 1 ? BitMatrix(0, 0) : all_columns();
  std::vector<std::int32_t> counts(static_cast<std::size_t>(cols_ * bits_.cols()));
  VectorXd mine = VectorXd::Zero(std::ssize(counts));
  const Eigen::Map<const Eigen::VectorX<std::int32_t>> added(counts.data(), std::ssize(counts));
  for (const auto& [weight, rows_of_weight] : weights.parts) {
    BitMatrix kept = bits_;
    kept.keep_rows(rows_of_weight);
    gram(comm_.size() == 1 ? kept : all, kept, counts);
    mine += weight * added.cast<double>();
  }
  return weights.unit * square(comm_.all_gather(std::span<const double>(mine.data(), counts.size())), cols_);
}

MatrixXd Dictionary::row_gram() const {
  const BitMatrix transposed = transpose(bits_);
  std::vector<std::int32_t> sums(static_cast<std::size_t>(rows() * rows()));
  gram(transposed, transposed, sums);
  comm_.sum(std::span(sums));
  return square(sums, rows());
}

VectorXd Dictionary::column_counts() const {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(bits_.cols()));
  bits_.column_counts(counts);
  return scaled(counts, 0);
}

PatternSet Dictionary::patterns(std::span<const std::int64_t> columns) const {
  const auto stride = static_cast<std::size_t>(BitMatrix::words_per_column(rows()));
  PatternSet patterns{rows(), std::vector<std::uint64_t>(stride * columns.size()), {}};
  for (std::size_t k = 0; k < columns.size(); ++k) {
    bits_.get_column(columns[k], std::span(patterns.words).subspan(k * stride, stride));
    patterns.hyperplanes.push_back(hyperplanes_[static_cast<std::size_t>(columns[k])]);
  }
  return patterns;
}

Dictionary Dictionary::select(std::span<const std::int64_t> columns) const {
  if (comm_.size() > 1) return {comm_, arrangements::spread_evenly(comm_, patterns(columns))};
  std::vector<std::int64_t> kept;
  for (const auto j : columns) kept.push_back(hyperplanes_[static_cast<std::size_t>(j)]);
  return {comm_, bits_.select(columns), std::move(kept)};
}

}  // namespace heaviside::dictionary
