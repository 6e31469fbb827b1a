// The loops around the kernels: blocks that stay in the caches, and what sticks out at the edges.
#include <algorithm>
#include <cassert>

#include "bit_kernels.hpp"

namespace heaviside::dictionary {
namespace {

/// Where fewer columns than one in this many have a nonzero in w, these columns are copied together first.
constexpr std::int64_t sparse_fraction = 6;
/// Columns copied together at a time: a few hundred kilobytes for ten thousand rows.
constexpr std::int64_t copied_columns = 512;

/// Tables of the 32-row groups [first, first + groups) of v, which ends in zeros.
void tabulate(const BitKernels& kernels, std::span<const std::int64_t> v, std::int64_t first, std::int64_t groups,
              std::vector<TableLine>& tables) {
  tables.resize(static_cast<std::size_t>(groups * kernels.table_lines));
  for (std::int64_t g = 0; g < groups; ++g) {
    const std::int64_t begin = (first + g) * BitLine::rows;
    const std::int64_t count = std::min<std::int64_t>(BitLine::rows, std::ssize(v) - begin);
    std::array<std::int64_t, BitLine::rows> padded{};
    std::copy_n(v.begin() + begin, count, padded.begin());
    kernels.tabulate(padded.data(), tables.data() + g * kernels.table_lines);
  }
}

/// to[first ...] += what the lookups find in a strip, as far as `to` goes.
void look_up(const BitKernels& kernels, const Strip& strip, const TableLine* tables, std::int64_t lines,
             std::int64_t first, std::span<std::int64_t> to) {
  const std::int64_t inside = std::ssize(to) - first;
  if (inside >= strip_columns) {
    kernels.look_up(strip, tables, lines, to.data() + first);
  } else {
    std::array<std::int64_t, strip_columns> sums{};
    kernels.look_up(strip, tables, lines, sums.data());
    std::transform(sums.begin(), sums.begin() + inside, to.begin() + first, to.begin() + first, std::plus<>());
  }
}

/// Eight panels from line `first` on. After the last panel the strip repeats it; look_up() drops what comes of that.
Strip strip_of(const BitMatrix& D, std::int64_t panel, std::int64_t first) {
  Strip strip;
  for (auto& begin : strip) begin = D.panel(std::min(panel++, D.panels() - 1)) + first;
  return strip;
}

/// The transposed bits of 128 rows, as eight panels of which each line stands for 32 columns of D.
class TransposedStrip {
 public:
  static constexpr std::int64_t lines = strip_panels / 2;  // of D, read at once

  TransposedStrip() {
    for (std::size_t p = 0; p < strip_.size(); ++p) strip_[p] = buffer_.data() + p * strip_lines;
  }

  /// Reads the panels from 2 `pair` on, two for each of `count` lines, from line `first` of D on.
  const Strip& read(const BitKernels& kernels, const BitMatrix& D, std::int64_t pair, std::int64_t count,
                    std::int64_t first) {
    const std::int64_t height = std::min(lines, D.lines() - first);
    for (std::int64_t k = 0; k < count; ++k) {
      const std::int64_t left = 2 * (pair + k);
      const BitLine* right = left + 1 < D.panels() ? D.panel(left + 1) + first : zeros_.data();
      kernels.transpose(D.panel(left) + first, right, height, buffer_.data() + k, strip_lines);
    }
    return strip_;
  }

 private:
  std::array<BitLine, strip_panels * strip_lines> buffer_{};
  std::array<BitLine, lines> zeros_{};
  Strip strip_{};
};

/// f += D w, whatever w. The panels of a few columns are read to their ends before the next, since memory is read
/// fastest in long runs.
void combine_dense(const BitKernels& kernels, const BitMatrix& D, std::span<const std::int64_t> w,
                   std::span<std::int64_t> f) {
  const std::int64_t pairs = (D.panels() + 1) / 2;
  const std::int64_t step = std::min(strip_lines, kernels.block);
  std::vector<TableLine> tables;
  TransposedStrip transposed;
  for (std::int64_t pair = 0; pair < pairs; pair += step) {
    const std::int64_t count = std::min(step, pairs - pair);
    tabulate(kernels, w, pair, count, tables);
    for (std::int64_t first = 0; first < D.lines(); first += TransposedStrip::lines) {
      const Strip& strip = transposed.read(kernels, D, pair, count, first);
      look_up(kernels, strip, tables.data(), count, first * BitLine::rows, f);
    }
  }
}

/// f += D w over the columns where w is not zero, copied together.
void combine_sparse(const BitKernels& kernels, const BitMatrix& D, std::span<const std::int64_t> w,
                    std::span<std::int64_t> f) {
  std::vector<std::int64_t> columns;
  std::vector<std::int64_t> weights;
  const auto combine_copied = [&] {
    combine_dense(kernels, D.select(columns), weights, f);
    columns.clear();
    weights.clear();
  };
  for (std::int64_t j = 0; j < D.cols(); ++j) {
    const std::int64_t weight = w[static_cast<std::size_t>(j)];
    if (weight == 0) continue;
    columns.push_back(j);
    weights.push_back(weight);
    if (std::ssize(columns) == copied_columns) combine_copied();
  }
  combine_copied();
}

/// Writes the counts that are still inside a matrix of `rows` rows, from G(i, j) on.
void store(const PairCounts& counts, std::int64_t i, std::int64_t j, std::int64_t rows, std::span<std::int32_t> G) {
  const std::int64_t height = std::min(BitLine::columns, rows - i);
  auto source = counts.begin();
  for (std::int64_t start = i + j * rows; source != counts.end() && start < std::ssize(G); start += rows) {
    if (height == BitLine::columns) {
      std::copy_n(source, BitLine::columns, G.begin() + start);  // a length that the compiler knows
    } else {
      std::copy_n(source, height, G.begin() + start);
    }
    source += BitLine::columns;
  }
}

PairCounts transposed(const PairCounts& counts) {
  constexpr std::size_t width = BitLine::columns;
  PairCounts mirrored;
  for (std::size_t b = 0; b < width; ++b) {
    for (std::size_t a = 0; a < width; ++a) mirrored[b + a * width] = counts[a + b * width];
  }
  return mirrored;
}

}  // namespace

const BitKernels& bit_kernels(core::InstructionSet set) {
#if defined(__x86_64__)
  if (set == core::InstructionSet::avx512) return avx512_bit_kernels;
  if (set == core::InstructionSet::avx2) return avx2_bit_kernels;
#endif
  assert(set == core::InstructionSet::portable);
  return portable_bit_kernels;
}

void correlate(const BitKernels& kernels, const BitMatrix& D, std::span<const std::int64_t> v,
               std::span<std::int64_t> c) {
  assert(std::ssize(v) == D.rows() && std::ssize(c) == D.cols());
  std::fill(c.begin(), c.end(), 0);
  std::vector<TableLine> tables;
  for (std::int64_t block = 0; block < D.lines(); block += kernels.block) {
    const std::int64_t block_lines = std::min(kernels.block, D.lines() - block);
    tabulate(kernels, v, block, block_lines, tables);
    for (std::int64_t panel = 0; panel < D.panels(); panel += strip_panels) {
      for (std::int64_t k = 0; k < block_lines; k += strip_lines) {
        const std::int64_t count = std::min(strip_lines, block_lines - k);
        look_up(kernels, strip_of(D, panel, block + k), tables.data() + k * kernels.table_lines, count,
                panel * BitLine::columns, c);
      }
    }
  }
}

void combine(const BitKernels& kernels, const BitMatrix& D, std::span<const std::int64_t> w,
             std::span<std::int64_t> f) {
  assert(std::ssize(w) == D.cols() && std::ssize(f) == D.rows());
  const auto zeros = std::count(w.begin(), w.end(), 0);
  if ((D.cols() - zeros) * sparse_fraction < D.cols()) {
    combine_sparse(kernels, D, w, f);
  } else {
    combine_dense(kernels, D, w, f);
  }
}

void gram(const BitKernels& kernels, const BitMatrix& A, const BitMatrix& B, std::span<std::int32_t> G) {
  assert(A.rows() == B.rows() && std::ssize(G) == A.cols() * B.cols());
  const bool symmetric = &A == &B;
  for (std::int64_t j = 0; j < B.panels(); ++j) {
    for (std::int64_t i = 0; i < (symmetric ? j + 1 : A.panels()); ++i) {
      PairCounts counts{};
      kernels.count_pairs(A.panel(i), B.panel(j), A.lines(), counts);
      store(counts, i * BitLine::columns, j * BitLine::columns, A.cols(), G);
      if (symmetric && i != j) store(transposed(counts), j * BitLine::columns, i * BitLine::columns, A.cols(), G);
    }
  }
}

BitMatrix transpose(const BitKernels& kernels, const BitMatrix& D) {
  BitMatrix T(D.cols(), D.rows());
  const std::vector<BitLine> zeros(static_cast<std::size_t>(D.lines()));
  const std::int64_t complete = T.panels() / 2;  // lines of D that become two panels; the last may become one
  for (std::int64_t k = 0; k < T.lines(); ++k) {
    const BitLine* left = D.panel(2 * k);
    const BitLine* right = 2 * k + 1 < D.panels() ? D.panel(2 * k + 1) : zeros.data();
    kernels.transpose(left, right, complete, T.panel(0) + k, T.lines());
    if (complete < D.lines()) {
      std::array<BitLine, 2> last;
      kernels.transpose(left + complete, right + complete, 1, last.data(), 1);
      T.panel(2 * complete)[k] = last[0];
    }
  }
  return T;
}

}  // namespace heaviside::dictionary
