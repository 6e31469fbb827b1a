/// \file  Pipeline step 3: a zero-one matrix packed to bits, and its products with integer vectors, all exact. Local.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace heaviside::dictionary {

/// 32 rows of 16 columns, one cache line: bit i of word[c] is row i of column c.
struct alignas(64) BitLine {
  static constexpr std::int64_t rows = 32;
  static constexpr std::int64_t columns = 16;
  std::array<std::uint32_t, columns> word;
};

/// A rows x cols matrix of zeros and ones.
///
/// Stored in panels of 16 columns, each a run of lines from the first row to the last, so that one vector instruction
/// works on 16 columns at once. Rows are padded with zeros to 32, columns to 16; nothing else is held.
///
/// Every product is a sum of integers: it has the same bits with every instruction set (core::instruction_set).
/// \note Everything here is Local.
class BitMatrix {
 public:
  /// All zeros; either size may be 0.
  BitMatrix(std::int64_t rows, std::int64_t cols);

  /// The matrix of columns that stand one after the other in `words`, words_per_column(rows) each. The memory of the
  /// words goes back to the system while they are packed, so that no bit is held twice; what is left in them means
  /// nothing.
  static BitMatrix packed(std::int64_t rows, std::int64_t cols, std::span<std::uint64_t> words);

  std::int64_t rows() const { return rows_; }
  std::int64_t cols() const { return cols_; }
  std::int64_t bytes() const;  ///< memory held
  bool operator()(std::int64_t i, std::int64_t j) const;

  /// 64-bit words of a column outside the matrix: bit i % 64 of word i / 64 is row i.
  static constexpr std::int64_t words_per_column(std::int64_t rows) { return (rows + 63) / 64; }
  /// Overwrites column j; bits from rows() upwards are ignored.
  void set_column(std::int64_t j, std::span<const std::uint64_t> words);
  /// Writes column j; bits from rows() upwards are zero.
  void get_column(std::int64_t j, std::span<std::uint64_t> words) const;

  /// Sets the rows to zero whose bit is not set: bit i % 32 of word i / 32 is row i.
  void keep_rows(std::span<const std::uint32_t> words);

  /// The matrix of some columns, in the order given; columns may repeat.
  BitMatrix select(std::span<const std::int64_t> columns) const;

  /// c = D'v.
  /// \param v  rows() integers below 2^47 in size, whose sizes sum to less than 2^62
  /// \param c  cols() integers, overwritten
  void correlate(std::span<const std::int64_t> v, std::span<std::int64_t> c) const;

  /// f += D w. Costs in proportion to the nonzeros of w where these are few.
  /// \param w  cols() integers below 2^47 in size, whose sizes sum to less than 2^62
  /// \param f  rows() integers; with what is added, still 64-bit
  void combine(std::span<const std::int64_t> w, std::span<std::int64_t> f) const;

  /// Ones in each column: cols() integers, overwritten.
  void column_counts(std::span<std::int64_t> counts) const;

  /// \name The storage, for the kernels.
  /// @{
  std::int64_t panels() const { return panels_; }
  std::int64_t lines() const { return lines_; }  ///< of a panel
  const BitLine* panel(std::int64_t p) const { return storage_.data() + p * lines_; }
  BitLine* panel(std::int64_t p) { return storage_.data() + p * lines_; }
  /// @}

 private:
  std::int64_t rows_;
  std::int64_t cols_;
  std::int64_t lines_;
  std::int64_t panels_;
  std::vector<BitLine> storage_;
};

/// G = A'B for matrices of as many rows: G(i, j) = popcount(a_i & b_j). One triangle is computed, and mirrored, where A
/// and B are the same object.
/// \param G  A.cols() x B.cols(), column-major, overwritten
/// \note Local.
void gram(const BitMatrix& A, const BitMatrix& B, std::span<std::int32_t> G);

/// D'. Local.
BitMatrix transpose(const BitMatrix& D);

}  // namespace heaviside::dictionary
