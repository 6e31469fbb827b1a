#if defined(__x86_64__)
#if !defined(__clang__)
// GCC 12 warns of the undefined vectors inside its own intrinsics (its bug 105593).
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>

#include "bit_kernels.hpp"

#define HEAVISIDE_AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vpopcntdq,gfni")))

namespace heaviside::dictionary {
namespace {

// 32 rows = 4 groups of 5, whose 32 subsets fill two vectors, and 3 groups of 4, whose 16 subsets fill one; each for
// both halves of v. A lookup uses the lowest 5 or 4 bits of an index and ignores the others.
constexpr int groups = 7;
constexpr int double_groups = 4;

constexpr int half_bits = 24;
constexpr std::int64_t table_lines = 2 * (2 * double_groups + (groups - double_groups));
constexpr std::int64_t block = 128;  // 180 KB of tables: the second-level cache

/// Sums of the 16 subsets of v_0 ... v_3.
HEAVISIDE_AVX512 inline __m512i subset_sums(const std::int32_t* v) {
  __m512i sums = _mm512_maskz_set1_epi32(0xAAAA, v[0]);
  sums = _mm512_mask_add_epi32(sums, 0xCCCC, sums, _mm512_set1_epi32(v[1]));
  sums = _mm512_mask_add_epi32(sums, 0xF0F0, sums, _mm512_set1_epi32(v[2]));
  return _mm512_mask_add_epi32(sums, 0xFF00, sums, _mm512_set1_epi32(v[3]));
}

HEAVISIDE_AVX512 void tabulate(const std::int64_t* v, TableLine* tables) {
  std::int32_t half[2][BitLine::rows];  // low, high
  const __m512i low_bits = _mm512_set1_epi64((1 << half_bits) - 1);
#pragma GCC unroll 4
  for (int i = 0; i < BitLine::rows; i += 8) {
    const __m512i both = _mm512_loadu_si512(v + i);
    _mm512_mask_cvtepi64_storeu_epi32(half[0] + i, 0xFF, _mm512_and_si512(both, low_bits));
    _mm512_mask_cvtepi64_storeu_epi32(half[1] + i, 0xFF, _mm512_srai_epi64(both, half_bits));
  }
  for (int g = 0, row = 0; g < groups; ++g) {
    for (const auto& part : half) {
      const __m512i sums = subset_sums(part + row);
      _mm512_store_si512(tables++, sums);
      if (g < double_groups) _mm512_store_si512(tables++, _mm512_add_epi32(sums, _mm512_set1_epi32(part[row + 4])));
    }
    row += g < double_groups ? 5 : 4;
  }
}

/// sums += high 2^24 + low, 16 numbers.
HEAVISIDE_AVX512 inline void widen(__m512i low, __m512i high, std::int64_t* sums) {
#pragma GCC unroll 2
  for (int part = 0; part < 2; ++part, sums += 8) {
    const __m256i low_part = part == 0 ? _mm512_castsi512_si256(low) : _mm512_extracti64x4_epi64(low, 1);
    const __m256i high_part = part == 0 ? _mm512_castsi512_si256(high) : _mm512_extracti64x4_epi64(high, 1);
    const __m512i sum = _mm512_add_epi64(_mm512_slli_epi64(_mm512_cvtepi32_epi64(high_part), half_bits),
                                         _mm512_cvtepu32_epi64(low_part));
    _mm512_storeu_si512(sums, _mm512_add_epi64(_mm512_loadu_si512(sums), sum));
  }
}

HEAVISIDE_AVX512 void look_up(const Strip& strip, const TableLine* tables, std::int64_t lines, std::int64_t* sums) {
  __m512i low[strip_panels];
  __m512i high[strip_panels];
#pragma GCC unroll 8
  for (int p = 0; p < strip_panels; ++p) low[p] = high[p] = _mm512_setzero_si512();

  const BitLine* const* panels = strip.data();
  for (std::int64_t k = 0; k < lines; ++k) {
    __m512i word[strip_panels];
#pragma GCC unroll 8
    for (int p = 0; p < strip_panels; ++p) word[p] = _mm512_load_si512(panels[p] + k);
#pragma GCC unroll 8
    for (int g = 0; g < groups; ++g) {
      const bool pair = g < double_groups;
      const __m512i low_table = _mm512_load_si512(tables++);
      const __m512i low_rest = pair ? _mm512_load_si512(tables++) : low_table;
      const __m512i high_table = _mm512_load_si512(tables++);
      const __m512i high_rest = pair ? _mm512_load_si512(tables++) : high_table;
#pragma GCC unroll 8
      for (int p = 0; p < strip_panels; ++p) {
        const __m512i l = pair ? _mm512_permutex2var_epi32(low_table, word[p], low_rest)
                               : _mm512_permutexvar_epi32(word[p], low_table);
        const __m512i h = pair ? _mm512_permutex2var_epi32(high_table, word[p], high_rest)
                               : _mm512_permutexvar_epi32(word[p], high_table);
        low[p] = _mm512_add_epi32(low[p], l);
        high[p] = _mm512_add_epi32(high[p], h);
        word[p] = _mm512_srli_epi32(word[p], pair ? 5 : 4);
        // Keeps the compiler from adding in another order, which needs more registers than there are.
        asm("" : "+v"(low[p]), "+v"(high[p]));
      }
    }
  }
#pragma GCC unroll 8
  for (int p = 0; p < strip_panels; ++p) widen(low[p], high[p], sums + p * BitLine::columns);
}

/// Byte shuffles around the transposition of 8 x 8 bits.
struct Shuffles {
  alignas(64) std::uint8_t to_squares[64];    // 8 columns of 8 rows in each 64 bits, last column first; rows 0 to 15
  alignas(64) std::uint8_t from_squares[64];  // a row's bytes side by side
};

constexpr Shuffles shuffles = [] {
  Shuffles all{};
  for (int eighth = 0; eighth < 2; ++eighth) {  // rows 8 eighth ... 8 eighth + 7
    for (int q = 0; q < 4; ++q) {               // columns 8 q ... 8 q + 7 of the 32
      for (int k = 0; k < 8; ++k) {
        all.to_squares[8 * (4 * eighth + q) + 7 - k] = static_cast<std::uint8_t>(4 * (8 * q + k) + eighth);
        all.from_squares[4 * (8 * eighth + k) + q] = static_cast<std::uint8_t>(8 * (4 * eighth + q) + k);
      }
    }
  }
  return all;
}();

HEAVISIDE_AVX512 void transpose(const BitLine* left, const BitLine* right, std::int64_t lines, BitLine* out,
                                std::int64_t stride) {
  const __m512i to_squares = _mm512_load_si512(shuffles.to_squares);
  const __m512i from_squares = _mm512_load_si512(shuffles.from_squares);
  const __m512i two = _mm512_set1_epi8(2);  // rows 16 to 31: two bytes further
  const __m512i identity =
      _mm512_set1_epi64(static_cast<std::int64_t>(0x8040201008040201));  // times a square, last column first
  for (std::int64_t k = 0; k < lines; ++k) {
    const __m512i l = _mm512_load_si512(left + k);
    const __m512i r = _mm512_load_si512(right + k);
    __m512i top = _mm512_permutex2var_epi8(l, to_squares, r);
    __m512i bottom = _mm512_permutex2var_epi8(l, _mm512_add_epi8(to_squares, two), r);
    top = _mm512_gf2p8affine_epi64_epi8(identity, top, 0);
    bottom = _mm512_gf2p8affine_epi64_epi8(identity, bottom, 0);
    _mm512_store_si512(out + 2 * k * stride, _mm512_permutexvar_epi8(from_squares, top));
    _mm512_store_si512(out + (2 * k + 1) * stride, _mm512_permutexvar_epi8(from_squares, bottom));
  }
}

HEAVISIDE_AVX512 void count_pairs(const BitLine* a, const BitLine* b, std::int64_t lines, PairCounts& counts) {
  constexpr int columns = BitLine::columns;
  __m512i count[columns];
#pragma GCC unroll 16
  for (int j = 0; j < columns; ++j) count[j] = _mm512_loadu_si512(counts.data() + j * columns);
  for (std::int64_t k = 0; k < lines; ++k) {
    const __m512i a_words = _mm512_load_si512(a + k);
    const std::uint32_t* b_words = b[k].word.data();
#pragma GCC unroll 16
    for (int j = 0; j < columns; ++j) {
      const __m512i both = _mm512_and_si512(a_words, _mm512_set1_epi32(static_cast<std::int32_t>(b_words[j])));
      count[j] = _mm512_add_epi32(count[j], _mm512_popcnt_epi32(both));
    }
  }
#pragma GCC unroll 16
  for (int j = 0; j < columns; ++j) _mm512_storeu_si512(counts.data() + j * columns, count[j]);
}

}  // namespace

const BitKernels avx512_bit_kernels{table_lines, block, tabulate, look_up, transpose, count_pairs};

}  // namespace heaviside::dictionary
#endif
