/// \file  Pipeline step 3, inside: the innermost loops of the products of a BitMatrix, once for each instruction set.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "heaviside/core/cpu.hpp"
#include "heaviside/dictionary/bit_matrix.hpp"

namespace heaviside::dictionary {

/// Panels that a lookup takes at once, and their columns.
inline constexpr int strip_panels = 8;
inline constexpr std::int64_t strip_columns = strip_panels * BitLine::columns;
/// Lines of a panel that a lookup takes at most: 256 rows.
inline constexpr std::int64_t strip_lines = 8;

/// Where the lines of a strip begin; those of one panel stand side by side.
using Strip = std::array<const BitLine*, strip_panels>;
/// Pairs of a column of one panel and a column of another, column-major.
using PairCounts = std::array<std::int32_t, BitLine::columns * BitLine::columns>;

/// A piece of a kernel's lookup tables.
struct alignas(64) TableLine {
  std::array<std::int64_t, 8> value;
};

// The method of the four Russians: for a few rows g at a time, the sums of all 2^g subsets of their v stand in a table,
// and the bits of a column in these rows are the index of what they contribute to D'v. D w is D'v of the transposed
// matrix, transposed 32 x 32 bits at a time as it is read.
//
// The portable tables hold 64-bit sums. Those of the vector instructions hold 32-bit sums of the two halves of
// v = high 2^24 + low: with |v| < 2^47, 0 <= low < 2^24 and -2^23 <= high < 2^23. A lookup adds at most 256 rows before
// it widens to 64 bits, so nothing overflows: low sums are at most 256 (2^24 - 1) < 2^32, exact as unsigned numbers;
// high sums lie between -256 2^23 = -2^31 and 256 (2^23 - 1) < 2^31, exact as signed.

/// The innermost loops for one instruction set.
struct BitKernels {
  /// Length of the tables of 32 rows.
  std::int64_t table_lines;
  /// As many times 32 rows have tables that stay in a fast cache.
  std::int64_t block;

  /// Writes the tables of 32 rows.
  void (*tabulate)(const std::int64_t* v, TableLine* tables);
  /// Adds the products of the first `lines` <= strip_lines lines of each panel with v to strip_columns sums.
  void (*look_up)(const Strip& strip, const TableLine* tables, std::int64_t lines, std::int64_t* sums);
  /// Transposes lines of two panels side by side. Line k of both, 32 x 32 bits, becomes out[2 k stride] (rows 0 to 15
  /// as columns) and out[(2 k + 1) stride] (rows 16 to 31).
  void (*transpose)(const BitLine* left, const BitLine* right, std::int64_t lines, BitLine* out, std::int64_t stride);
  /// Adds, for every pair of columns, the rows in which both have ones.
  void (*count_pairs)(const BitLine* a, const BitLine* b, std::int64_t lines, PairCounts& counts);
};

extern const BitKernels portable_bit_kernels;
#if defined(__x86_64__)
extern const BitKernels avx2_bit_kernels;
extern const BitKernels avx512_bit_kernels;
#endif

/// The kernels of an instruction set that this processor must have. Local.
const BitKernels& bit_kernels(core::InstructionSet set);

/// \name As the public functions of these names, with kernels of the caller's choice. Local.
/// @{
void correlate(const BitKernels& kernels, const BitMatrix& D, std::span<const std::int64_t> v,
               std::span<std::int64_t> c);
void combine(const BitKernels& kernels, const BitMatrix& D, std::span<const std::int64_t> w, std::span<std::int64_t> f);
void gram(const BitKernels& kernels, const BitMatrix& A, const BitMatrix& B, std::span<std::int32_t> G);
BitMatrix transpose(const BitKernels& kernels, const BitMatrix& D);
/// @}

}  // namespace heaviside::dictionary
