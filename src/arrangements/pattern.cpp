#include "heaviside/arrangements/pattern.hpp"

#include <algorithm>
#include <cassert>

#include "threshold_kernels.hpp"

namespace heaviside::arrangements {
namespace {

/// Rows of Z that are worked on together stay in the second-level cache while all hyperplanes pass by.
constexpr std::int64_t block_bytes = 256 * 1024;
constexpr std::int64_t word_bits = 64;

constexpr std::int64_t round_up(std::int64_t value, std::int64_t step) { return (value + step - 1) / step * step; }

/// A copy of U in the order in which the kernel reads it: groups of tile_hyperplanes, feature by feature; zeros after
/// the last hyperplane.
std::vector<double> hyperplane_groups(const Eigen::MatrixXd& U) {
  const std::int64_t features = U.rows();
  std::vector<double> groups(static_cast<std::size_t>(round_up(U.cols(), tile_hyperplanes) * features));
  for (std::int64_t j = 0; j < U.cols(); ++j) {
    double* weight = groups.data() + j / tile_hyperplanes * tile_hyperplanes * features + j % tile_hyperplanes;
    for (std::int64_t k = 0; k < features; ++k, weight += tile_hyperplanes) *weight = U(k, j);
  }
  return groups;
}

/// A copy of rows [begin, end) of Z in the order in which the kernel reads them: tiles of `samples` rows, feature by
/// feature; zeros after the last row.
void copy_tiles(const Eigen::MatrixXd& Z, std::int64_t begin, std::int64_t end, std::int64_t samples,
                std::vector<double>& tiles) {
  const std::int64_t features = Z.cols();
  tiles.assign(static_cast<std::size_t>(round_up(end - begin, samples) * features), 0.0);
  double* target = tiles.data();
  for (std::int64_t first = begin; first < end; first += samples) {
    const std::int64_t rows = std::min(samples, end - first);
    for (std::int64_t k = 0; k < features; ++k, target += samples) std::copy_n(&Z(first, k), rows, target);
  }
}

}  // namespace

std::span<const std::uint64_t> PatternSet::pattern(std::int64_t k) const {
  const auto length = static_cast<std::size_t>(pattern_words(n));
  return std::span(words).subspan(static_cast<std::size_t>(k) * length, length);
}

const ThresholdKernel& threshold_kernel(core::InstructionSet set) {
#if defined(__x86_64__)
  if (set == core::InstructionSet::avx512) return avx512_threshold_kernel;
  if (set == core::InstructionSet::avx2) return avx2_threshold_kernel;
#endif
  static_cast<void>(set);
  return portable_threshold_kernel;
}

void threshold_patterns(const ThresholdKernel& kernel, const Eigen::MatrixXd& Z, const Eigen::MatrixXd& U,
                        std::span<std::uint64_t> words) {
  const std::int64_t n = Z.rows();
  const std::int64_t features = Z.cols();
  const std::int64_t length = pattern_words(n);
  assert(U.rows() == features);
  assert(static_cast<std::int64_t>(words.size()) == U.cols() * length);
  std::fill(words.begin(), words.end(), 0);

  const std::vector<double> groups = hyperplane_groups(U);
  std::vector<double> tiles;
  const std::int64_t row_bytes = static_cast<std::int64_t>(sizeof(double)) * std::max<std::int64_t>(features, 1);
  const std::int64_t block =
      round_up(std::max<std::int64_t>(block_bytes / row_bytes - kernel.samples, 1), kernel.samples);
  for (std::int64_t begin = 0; begin < n; begin += block) {
    const std::int64_t end = std::min(begin + block, n);
    copy_tiles(Z, begin, end, kernel.samples, tiles);
    for (std::int64_t j = 0; j < U.cols(); j += tile_hyperplanes) {
      const std::int64_t hyperplanes = std::min<std::int64_t>(tile_hyperplanes, U.cols() - j);
      for (std::int64_t i = begin; i < end; i += kernel.samples) {
        std::uint32_t bits[tile_hyperplanes];
        kernel.tile(tiles.data() + (i - begin) * features, groups.data() + j * features, features, bits);
        std::uint64_t* word = words.data() + j * length + i / word_bits;
        for (std::int64_t h = 0; h < hyperplanes; ++h) word[h * length] |= std::uint64_t{bits[h]} << (i % word_bits);
      }
    }
  }
  // Beyond the last sample the kernel saw zeros, which are ties.
  if (n % word_bits != 0) {
    const std::uint64_t samples_only = (std::uint64_t{1} << (n % word_bits)) - 1;
    for (std::int64_t j = 1; j <= U.cols(); ++j) words[static_cast<std::size_t>(j * length - 1)] &= samples_only;
  }
}

void threshold_patterns(const Eigen::MatrixXd& Z, const Eigen::MatrixXd& U, std::span<std::uint64_t> words) {
  threshold_patterns(threshold_kernel(core::instruction_set()), Z, U, words);
}

double correlation(std::span<const std::uint64_t> pattern, const Eigen::VectorXd& r) {
  double sum = 0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(r.size()); ++i) {
    if ((pattern[i / word_bits] >> (i % word_bits) & 1) != 0) sum += r[static_cast<Eigen::Index>(i)];
  }
  return sum;
}

double correlation_norm(std::span<const std::uint64_t> pattern, const Eigen::MatrixXd& R) {
  if (R.cols() == 1) return std::abs(correlation(pattern, R.col(0)));
  Eigen::VectorXd correlations(R.cols());
  for (Eigen::Index k = 0; k < R.cols(); ++k) correlations[k] = correlation(pattern, R.col(k));
  return correlations.norm();
}

}  // namespace heaviside::arrangements
