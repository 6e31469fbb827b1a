#if defined(__x86_64__)
#include <immintrin.h>

#include <algorithm>

#include "bit_kernels.hpp"

#define HEAVISIDE_AVX2 __attribute__((target("avx2")))

namespace heaviside::dictionary {
namespace {

// 32 rows = 10 groups of 3, whose 8 subsets fill a vector, and one of 2; each for both halves of v. A lookup uses the
// lowest 3 bits of an index and ignores the others.
constexpr int groups = 11;
constexpr int group_rows = 3;
constexpr int half_bits = 24;

constexpr std::int64_t table_lines = groups;  // low half, high half
constexpr std::int64_t block = 256;           // 180 KB of tables: the second-level cache

constexpr int lanes = 8;
constexpr int line_vectors = BitLine::columns / lanes;
constexpr int vectors = 4;  // at once: their words, 8 sums and 2 tables fill the 16 registers

HEAVISIDE_AVX2 inline __m256i load(const void* p) { return _mm256_load_si256(static_cast<const __m256i*>(p)); }
HEAVISIDE_AVX2 inline __m256i load_unaligned(const void* p) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(p));
}
HEAVISIDE_AVX2 inline void store_unaligned(void* p, __m256i v) { _mm256_storeu_si256(static_cast<__m256i*>(p), v); }

/// Sums of the 8 subsets of v_0, v_1, v_2.
HEAVISIDE_AVX2 inline __m256i subset_sums(const std::int32_t* v) {
  const __m256i subset = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  __m256i sums = _mm256_setzero_si256();
  for (int row = 0; row < group_rows; ++row) {
    const __m256i bit = _mm256_set1_epi32(1 << row);
    const __m256i inside = _mm256_cmpeq_epi32(_mm256_and_si256(subset, bit), bit);
    sums = _mm256_add_epi32(sums, _mm256_and_si256(inside, _mm256_set1_epi32(v[row])));
  }
  return sums;
}

HEAVISIDE_AVX2 void tabulate(const std::int64_t* v, TableLine* tables) {
  std::int32_t low[groups * group_rows] = {};
  std::int32_t high[groups * group_rows] = {};
  for (int i = 0; i < BitLine::rows; ++i) {
    low[i] = static_cast<std::int32_t>(v[i] & ((1 << half_bits) - 1));
    high[i] = static_cast<std::int32_t>(v[i] >> half_bits);
  }
  for (int g = 0; g < groups; ++g, ++tables) {
    store_unaligned(tables->value.data(), subset_sums(low + g * group_rows));
    store_unaligned(tables->value.data() + 4, subset_sums(high + g * group_rows));
  }
}

/// sums += high 2^24 + low, 8 numbers.
HEAVISIDE_AVX2 inline void widen(__m256i low, __m256i high, std::int64_t* sums) {
#pragma GCC unroll 2
  for (int part = 0; part < 2; ++part, sums += 4) {
    const __m128i low_part = part == 0 ? _mm256_castsi256_si128(low) : _mm256_extracti128_si256(low, 1);
    const __m128i high_part = part == 0 ? _mm256_castsi256_si128(high) : _mm256_extracti128_si256(high, 1);
    const __m256i sum = _mm256_add_epi64(_mm256_slli_epi64(_mm256_cvtepi32_epi64(high_part), half_bits),
                                         _mm256_cvtepu32_epi64(low_part));
    store_unaligned(sums, _mm256_add_epi64(load_unaligned(sums), sum));
  }
}

/// As look_up, for the panels p and p + 1 of the strip.
HEAVISIDE_AVX2 inline void look_up_two(const BitLine* const* panels, const TableLine* tables, std::int64_t lines,
                                       std::int64_t* sums) {
  __m256i low[vectors];
  __m256i high[vectors];
#pragma GCC unroll 4
  for (int v = 0; v < vectors; ++v) low[v] = high[v] = _mm256_setzero_si256();

  for (std::int64_t k = 0; k < lines; ++k) {
    __m256i word[vectors];
#pragma GCC unroll 4
    for (int v = 0; v < vectors; ++v) {
      word[v] = load(panels[v / line_vectors][k].word.data() + v % line_vectors * lanes);
    }
#pragma GCC unroll 11
    for (int g = 0; g < groups; ++g, ++tables) {
      const __m256i low_table = load(tables->value.data());
      const __m256i high_table = load(tables->value.data() + 4);
#pragma GCC unroll 4
      for (int v = 0; v < vectors; ++v) {
        low[v] = _mm256_add_epi32(low[v], _mm256_permutevar8x32_epi32(low_table, word[v]));
        high[v] = _mm256_add_epi32(high[v], _mm256_permutevar8x32_epi32(high_table, word[v]));
        word[v] = _mm256_srli_epi32(word[v], group_rows);
        // Keeps the compiler from adding in another order, which needs more registers than there are.
        asm("" : "+x"(low[v]), "+x"(high[v]));
      }
    }
  }
#pragma GCC unroll 4
  for (int v = 0; v < vectors; ++v) widen(low[v], high[v], sums + v * lanes);
}

HEAVISIDE_AVX2 void look_up(const Strip& strip, const TableLine* tables, std::int64_t lines, std::int64_t* sums) {
  constexpr int step = vectors / line_vectors;
  for (int p = 0; p < strip_panels; p += step) {
    look_up_two(strip.data() + p, tables, lines, sums + p * BitLine::columns);
  }
}

/// 8 columns of 32 rows -> in each 64 bits a byte of every column: rows 0 to 7, 8 to 15, 16 to 23, 24 to 31.
HEAVISIDE_AVX2 inline __m256i rows_by_eight(const std::uint32_t* columns) {
  const __m256i bytes = _mm256_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15,  //
                                         0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  const __m256i halves = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
  return _mm256_permutevar8x32_epi32(_mm256_shuffle_epi8(load(columns), bytes), halves);
}

HEAVISIDE_AVX2 void transpose(const BitLine* left, const BitLine* right, std::int64_t lines, BitLine* out,
                              std::int64_t stride) {
  for (std::int64_t k = 0; k < lines; ++k) {
    const __m256i a = rows_by_eight(left[k].word.data());
    const __m256i b = rows_by_eight(left[k].word.data() + lanes);
    const __m256i c = rows_by_eight(right[k].word.data());
    const __m256i d = rows_by_eight(right[k].word.data() + lanes);
    const __m256i ab_even = _mm256_unpacklo_epi64(a, b);
    const __m256i cd_even = _mm256_unpacklo_epi64(c, d);
    const __m256i ab_odd = _mm256_unpackhi_epi64(a, b);
    const __m256i cd_odd = _mm256_unpackhi_epi64(c, d);
    // A byte of each of the 32 columns.
    __m256i eight_rows[4] = {
        _mm256_permute2x128_si256(ab_even, cd_even, 0x20), _mm256_permute2x128_si256(ab_odd, cd_odd, 0x20),
        _mm256_permute2x128_si256(ab_even, cd_even, 0x31), _mm256_permute2x128_si256(ab_odd, cd_odd, 0x31)};
    for (int e = 0; e < 4; ++e) {
      std::uint32_t* row = out[(2 * k + e / 2) * stride].word.data() + e % 2 * 8;
#pragma GCC unroll 8
      for (int bit = 7; bit >= 0; --bit) {
        row[bit] = static_cast<std::uint32_t>(_mm256_movemask_epi8(eight_rows[e]));
        eight_rows[e] = _mm256_add_epi8(eight_rows[e], eight_rows[e]);  // the next lower bit to the top
      }
    }
  }
}

/// Ones in each byte.
HEAVISIDE_AVX2 inline __m256i byte_counts(__m256i words) {
  const __m256i ones = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4,  //
                                        0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
  const __m256i nibble = _mm256_set1_epi8(15);
  return _mm256_add_epi8(_mm256_shuffle_epi8(ones, _mm256_and_si256(words, nibble)),
                         _mm256_shuffle_epi8(ones, _mm256_and_si256(_mm256_srli_epi32(words, 4), nibble)));
}

HEAVISIDE_AVX2 void count_pairs(const BitLine* a, const BitLine* b, std::int64_t lines, PairCounts& counts) {
  constexpr std::int64_t most_lines = 255 / 8;  // whose counts fit a byte
  constexpr int columns = 4;                    // of b at once
  for (std::int64_t begin = 0; begin < lines; begin += most_lines) {
    const std::int64_t end = std::min(begin + most_lines, lines);
    for (int tile = 0; tile < line_vectors * BitLine::columns / columns; ++tile) {
      const int i = tile % line_vectors * lanes;
      const int j = tile / line_vectors * columns;
      __m256i count[columns] = {};
      for (std::int64_t k = begin; k < end; ++k) {
        const __m256i a_words = load(a[k].word.data() + i);
#pragma GCC unroll 4
        for (int c = 0; c < columns; ++c) {
          const __m256i b_word = _mm256_set1_epi32(static_cast<std::int32_t>(b[k].word.data()[j + c]));
          count[c] = _mm256_add_epi8(count[c], byte_counts(_mm256_and_si256(a_words, b_word)));
        }
      }
#pragma GCC unroll 4
      for (int c = 0; c < columns; ++c) {
        std::int32_t* sums = counts.data() + (j + c) * BitLine::columns + i;
        const __m256i pairs = _mm256_maddubs_epi16(count[c], _mm256_set1_epi8(1));
        store_unaligned(sums, _mm256_add_epi32(load_unaligned(sums), _mm256_madd_epi16(pairs, _mm256_set1_epi16(1))));
      }
    }
  }
}

}  // namespace

const BitKernels avx2_bit_kernels{table_lines, block, tabulate, look_up, transpose, count_pairs};

}  // namespace heaviside::dictionary
#endif
