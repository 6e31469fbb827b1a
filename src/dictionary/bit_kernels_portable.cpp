#include <algorithm>

#include "bit_kernels.hpp"

namespace heaviside::dictionary {
namespace {

// Tables of 8 rows hold 64-bit sums: nothing to split, nothing to widen.
constexpr std::size_t group_rows = 8;
constexpr std::size_t groups = BitLine::rows / group_rows;
constexpr std::size_t subsets = std::size_t{1} << group_rows;

constexpr std::int64_t table_lines = sizeof(std::int64_t) * groups * subsets / sizeof(TableLine);
constexpr std::int64_t block = 4;  // 32 KB of tables: the first-level cache

void tabulate(const std::int64_t* v, TableLine* tables) {
  std::int64_t* sum = tables->value.data();
  for (std::size_t g = 0; g < groups; ++g, v += group_rows, sum += subsets) {
    sum[0] = 0;
    for (std::size_t row = 0; row < group_rows; ++row) {
      const std::size_t half = std::size_t{1} << row;
      for (std::size_t subset = 0; subset < half; ++subset) sum[half + subset] = sum[subset] + v[row];
    }
  }
}

void look_up(const Strip& strip, const TableLine* tables, std::int64_t lines, std::int64_t* sums) {
  for (const BitLine* line : strip) {
    for (std::size_t c = 0; c < BitLine::columns; ++c, ++sums) {
      const std::int64_t* table = tables->value.data();
      std::int64_t total = *sums;
      for (std::int64_t k = 0; k < lines; ++k, table += groups * subsets) {
        const std::uint32_t word = line[k].word[c];
        total += table[word % subsets] + table[subsets + (word >> 8) % subsets] +
                 table[2 * subsets + (word >> 16) % subsets] + table[3 * subsets + (word >> 24)];
      }
      *sums = total;
    }
  }
}

/// Rows i and i + 16 of 32 x 32 bits in each number.
using Square = std::array<std::uint64_t, 16>;

/// One of five steps that transpose a square: exchanges bit b of the row number with bit b of the column number.
template <std::size_t b>
void exchange_bit(Square& row) {
  constexpr std::uint64_t clear = ~std::uint64_t{0} / ((std::uint64_t{1} << b) + 1);  // columns with bit b clear
  for (std::size_t begin = 0; begin < row.size(); begin += 2 * b) {
    for (std::size_t i = begin; i < begin + b; ++i) {
      const std::uint64_t differs = ((row[i] >> b) ^ row[i + b]) & clear;
      row[i] ^= differs << b;
      row[i + b] ^= differs;
    }
  }
}

void transpose(const BitLine* left, const BitLine* right, std::int64_t lines, BitLine* out, std::int64_t stride) {
  for (std::int64_t k = 0; k < lines; ++k) {
    Square square;
    for (std::size_t i = 0; i < square.size(); ++i) {  // the step of bit 16
      const std::uint32_t l = left[k].word[i];
      const std::uint32_t r = right[k].word[i];
      square[i] = (l & 0xFFFFU) | (r << 16) | std::uint64_t{(l >> 16) | (r & 0xFFFF0000U)} << 32;
    }
    exchange_bit<8>(square);
    exchange_bit<4>(square);
    exchange_bit<2>(square);
    exchange_bit<1>(square);
    for (std::size_t i = 0; i < square.size(); ++i) {
      out[2 * k * stride].word[i] = static_cast<std::uint32_t>(square[i]);
      out[(2 * k + 1) * stride].word[i] = static_cast<std::uint32_t>(square[i] >> 32);
    }
  }
}

/// Ones in each byte.
constexpr std::uint32_t byte_counts(std::uint32_t word) {
  word -= (word >> 1) & 0x55555555U;
  word = (word & 0x33333333U) + ((word >> 2) & 0x33333333U);
  return (word + (word >> 4)) & 0x0F0F0F0FU;
}

/// Adds three bits at every place: x becomes the sum's low bit, the result is its high bit.
constexpr std::uint32_t full_add(std::uint32_t& x, std::uint32_t y, std::uint32_t z) {
  const std::uint32_t half = x ^ y;
  const std::uint32_t carry = (x & y) | (half & z);
  x = half ^ z;
  return carry;
}

/// Ones in seven words: added place by place to three words first, of which fewer must be counted.
constexpr std::uint32_t count_seven(std::uint32_t ones, std::uint32_t x1, std::uint32_t x2, std::uint32_t x3,
                                    std::uint32_t x4, std::uint32_t x5, std::uint32_t x6) {
  std::uint32_t twos = full_add(ones, x1, x2);
  const std::uint32_t twos_2 = full_add(ones, x3, x4);
  const std::uint32_t twos_3 = full_add(ones, x5, x6);
  const std::uint32_t fours = full_add(twos, twos_2, twos_3);
  const std::uint32_t bytes = byte_counts(ones) + 2 * byte_counts(twos) + 4 * byte_counts(fours);
  const std::uint32_t pairs = (bytes & 0x00FF00FFU) + ((bytes >> 8) & 0x00FF00FFU);
  return (pairs + (pairs >> 16)) & 0xFFFFU;
}

constexpr std::int64_t counted_lines = 7;

void count_seven_lines(const BitLine* a, const BitLine* b, PairCounts& counts) {
  std::int32_t* count = counts.data();
  for (std::size_t j = 0; j < BitLine::columns; ++j, count += BitLine::columns) {
    for (std::size_t i = 0; i < BitLine::columns; ++i) {
      const auto both = [&](int k) { return a[k].word[i] & b[k].word[j]; };
      count[i] += static_cast<std::int32_t>(count_seven(both(0), both(1), both(2), both(3), both(4), both(5), both(6)));
    }
  }
}

void count_pairs(const BitLine* a, const BitLine* b, std::int64_t lines, PairCounts& counts) {
  for (; lines >= counted_lines; lines -= counted_lines, a += counted_lines, b += counted_lines) {
    count_seven_lines(a, b, counts);
  }
  std::array<BitLine, counted_lines> last_a{};  // end in zeros
  std::array<BitLine, counted_lines> last_b{};
  std::copy_n(a, lines, last_a.begin());
  std::copy_n(b, lines, last_b.begin());
  count_seven_lines(last_a.data(), last_b.data(), counts);
}

}  // namespace

const BitKernels portable_bit_kernels{table_lines, block, tabulate, look_up, transpose, count_pairs};

}  // namespace heaviside::dictionary
