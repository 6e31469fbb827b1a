/// \file  Pipeline step 2: activation patterns of hyperplanes, packed to bits. Here is THE definition of a pattern's
/// bit.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

namespace heaviside::arrangements {

/// Words of a packed pattern of n samples: bit i % 64 of word i / 64 is sample i; bits from n upwards are zero.
constexpr std::int64_t pattern_words(std::int64_t n) { return (n + 63) / 64; }

/// Patterns over the same n samples, this rank's share, with the global index of the hyperplane that made each.
struct PatternSet {
  std::int64_t n = 0;
  std::vector<std::uint64_t> words;       ///< pattern after pattern, pattern_words(n) each
  std::vector<std::int64_t> hyperplanes;  ///< increasing on each rank, and from rank to rank

  std::int64_t size() const { return static_cast<std::int64_t>(hyperplanes.size()); }
  std::span<const std::uint64_t> pattern(std::int64_t k) const;
};

/// Packs the patterns 1{Z u >= 0} of several hyperplanes.
///
/// Bit i of a pattern is 1 where t_i >= 0 (a tie is active), t_i = fma(Z(i,r-1), u_{r-1}, ... fma(Z(i,0), u_0, 0)): one
/// rounding a feature, features in order, so that every instruction set and every row order gives the same bit.
///
/// \param Z  n x r, column-major, whole on every rank
/// \param U  r x p, a hyperplane a column
/// \param words  p * pattern_words(n) words, overwritten
/// \note Local.
void threshold_patterns(const Eigen::MatrixXd& Z, const Eigen::MatrixXd& U, std::span<std::uint64_t> words);

/// p'r of a packed pattern p. Local.
double correlation(std::span<const std::uint64_t> pattern, const Eigen::VectorXd& r);

/// ||R'p|| of a packed pattern p, R of a column an output. Local.
double correlation_norm(std::span<const std::uint64_t> pattern, const Eigen::MatrixXd& R);

}  // namespace heaviside::arrangements
