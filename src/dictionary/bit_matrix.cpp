#include "heaviside/dictionary/bit_matrix.hpp"

#include <algorithm>
#include <bit>
#include <cassert>

#include "bit_kernels.hpp"
#include "heaviside/core/pages.hpp"

namespace heaviside::dictionary {
namespace {

constexpr std::int64_t ceil_div(std::int64_t value, std::int64_t step) { return (value + step - 1) / step; }

/// Where a column stands: its panel's lines and the word in each.
template <class Line>
struct ColumnView {
  Line* line;
  std::size_t lane;
  auto& word(std::int64_t k) const { return line[k].word[lane]; }
};

template <class Matrix>
auto column(Matrix& bits, std::int64_t j) {
  assert(0 <= j && j < bits.cols());
  auto* line = bits.panel(j / BitLine::columns);
  return ColumnView<std::remove_pointer_t<decltype(line)>>{line, static_cast<std::size_t>(j % BitLine::columns)};
}

const BitKernels& fastest_kernels() { return bit_kernels(core::instruction_set()); }

}  // namespace

BitMatrix::BitMatrix(std::int64_t rows, std::int64_t cols)
    : rows_(rows),
      cols_(cols),
      lines_(ceil_div(rows, BitLine::rows)),
      panels_(ceil_div(cols, BitLine::columns)),
      storage_(static_cast<std::size_t>(lines_ * panels_)) {}

BitMatrix BitMatrix::packed(std::int64_t rows, std::int64_t cols, std::span<std::uint64_t> words) {
  const std::int64_t stride = words_per_column(rows);
  assert(std::ssize(words) == cols * stride);
  BitMatrix bits(rows, 0);
  bits.cols_ = cols;
  bits.panels_ = ceil_div(cols, BitLine::columns);
  bits.storage_.reserve(static_cast<std::size_t>(bits.lines_ * bits.panels_));  // takes memory only as it is filled
  core::ConsumedMemory consumed(std::as_writable_bytes(words));
  for (std::int64_t p = 0; p < bits.panels_; ++p) {
    bits.storage_.resize(static_cast<std::size_t>((p + 1) * bits.lines_));
    const std::int64_t end = std::min(cols, (p + 1) * BitLine::columns);
    for (std::int64_t j = p * BitLine::columns; j < end; ++j) {
      bits.set_column(j, words.subspan(static_cast<std::size_t>(j * stride), static_cast<std::size_t>(stride)));
    }
    consumed.consume(static_cast<std::size_t>(end * stride) * sizeof(std::uint64_t));
  }
  return bits;
}

std::int64_t BitMatrix::bytes() const {
  return static_cast<std::int64_t>(sizeof(*this) + storage_.capacity() * sizeof(BitLine));
}

bool BitMatrix::operator()(std::int64_t i, std::int64_t j) const {
  assert(0 <= i && i < rows_);
  return (column(*this, j).word(i / BitLine::rows) >> (i % BitLine::rows) & 1U) != 0;
}

void BitMatrix::set_column(std::int64_t j, std::span<const std::uint64_t> words) {
  assert(std::ssize(words) == words_per_column(rows_));
  const auto target = column(*this, j);
  for (std::int64_t k = 0; k < lines_; ++k) {
    target.word(k) = static_cast<std::uint32_t>(words[static_cast<std::size_t>(k / 2)] >> (k % 2 * BitLine::rows));
  }
  if (const auto last = rows_ % BitLine::rows; last != 0) target.word(lines_ - 1) &= (std::uint32_t{1} << last) - 1;
}

void BitMatrix::keep_rows(std::span<const std::uint32_t> words) {
  assert(std::ssize(words) == lines_);
  for (std::int64_t p = 0; p < panels_; ++p) {
    for (std::int64_t k = 0; k < lines_; ++k) {
      for (auto& word : panel(p)[k].word) word &= words[static_cast<std::size_t>(k)];
    }
  }
}

void BitMatrix::get_column(std::int64_t j, std::span<std::uint64_t> words) const {
  assert(std::ssize(words) == words_per_column(rows_));
  std::fill(words.begin(), words.end(), 0);
  const auto source = column(*this, j);
  for (std::int64_t k = 0; k < lines_; ++k) {
    words[static_cast<std::size_t>(k / 2)] |= std::uint64_t{source.word(k)} << (k % 2 * BitLine::rows);
  }
}

BitMatrix BitMatrix::select(std::span<const std::int64_t> columns) const {
  BitMatrix chosen(rows_, std::ssize(columns));
  for (std::int64_t j = 0; j < chosen.cols(); ++j) {
    const auto source = column(*this, columns[static_cast<std::size_t>(j)]);
    const auto target = column(chosen, j);
    for (std::int64_t k = 0; k < lines_; ++k) target.word(k) = source.word(k);
  }
  return chosen;
}

void BitMatrix::column_counts(std::span<std::int64_t> counts) const {
  assert(std::ssize(counts) == cols_);
  for (std::int64_t j = 0; j < cols_; ++j) {
    const auto source = column(*this, j);
    std::int64_t ones = 0;
    for (std::int64_t k = 0; k < lines_; ++k) ones += std::popcount(source.word(k));
    counts[static_cast<std::size_t>(j)] = ones;
  }
}

void BitMatrix::correlate(std::span<const std::int64_t> v, std::span<std::int64_t> c) const {
  dictionary::correlate(fastest_kernels(), *this, v, c);
}

void BitMatrix::combine(std::span<const std::int64_t> w, std::span<std::int64_t> f) const {
  dictionary::combine(fastest_kernels(), *this, w, f);
}

void gram(const BitMatrix& A, const BitMatrix& B, std::span<std::int32_t> G) { gram(fastest_kernels(), A, B, G); }

BitMatrix transpose(const BitMatrix& D) { return transpose(fastest_kernels(), D); }

}  // namespace heaviside::dictionary
