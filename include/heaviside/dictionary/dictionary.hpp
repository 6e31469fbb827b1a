/// \file  Pipeline step 3: the dictionary D, n x P zero-one, a column a pattern, bit-packed, columns distributed over
/// the ranks.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "heaviside/arrangements/pattern.hpp"
#include "heaviside/core/communicator.hpp"
#include "heaviside/core/partition.hpp"
#include "heaviside/dictionary/bit_matrix.hpp"
#include "heaviside/dictionary/fixed_point.hpp"

namespace heaviside::dictionary {

/// D as the solver sees it. Rank r holds the columns core::share(P, ranks, r), in increasing hyperplane index.
///
/// Vectors of length n are whole on every rank; vectors over columns hold this rank's share ("local"). Networks of K
/// outputs have K of each: one after the other those of length n, n x K, and column by column those over columns, K
/// numbers for each. Products are exact integer sums of the rounded argument, so they have the same bits on any number
/// of ranks and any instruction set.
class Dictionary {
 public:
  /// Takes patterns spread as arrangements::make_distinct spreads them; move them here, and they are given back as they
  /// are packed. Collective: one small sum.
  Dictionary(const core::Communicator& comm, arrangements::PatternSet patterns);

  const core::Communicator& comm() const { return comm_; }
  std::int64_t rows() const { return bits_.rows(); }  ///< n, samples
  std::int64_t cols() const { return cols_; }         ///< P, patterns over all ranks
  core::Range local() const { return local_; }        ///< this rank's columns
  const BitMatrix& bits() const { return bits_; }     ///< this rank's columns, packed
  const std::vector<std::int64_t>& hyperplanes() const {
    return hyperplanes_;
  }  ///< global hyperplane index of each local column

  /// D'v for this rank's columns, of each output. v is rounded to 47 bits of its largest entry, each output's by
  /// itself; see correlation_error. Local. \param v  length n K
  Eigen::VectorXd correlate(const Eigen::VectorXd& v) const;

  /// D w, whole on every rank; exact for the given w. Collective: one sum of n K 64-bit integers.
  Eigen::VectorXd combine(const FixedVector& w, std::int64_t outputs = 1) const;

  /// D w of the local vector w, rounded to 47 bits of its largest entry over all ranks (fewer where P > 32768).
  /// Collective: one maximum and one sum of n K integers.
  Eigen::VectorXd combine(const Eigen::VectorXd& w, std::int64_t outputs = 1) const;

  /// D'D, P x P, whole on every rank: for dictionaries of few columns. Collective: gathers the columns and P^2 32-bit
  /// integers.
  Eigen::MatrixXd column_gram() const;

  /// D'Q D, Q = diag(q), likewise; where q has few_values(), nothing is rounded, else q_i >= 0 to 32 bits of the
  /// largest, upwards. Collective: a value, or bit, of q is a product of its own, as column_gram() is; gathers P^2
  /// doubles.
  Eigen::MatrixXd column_gram(const Eigen::VectorXd& q) const;

  /// D D', n x n, whole on every rank: for few samples. Collective: one sum of n^2 32-bit integers.
  Eigen::MatrixXd row_gram() const;

  /// Ones in each local column: the diagonal of D'D. Local.
  Eigen::VectorXd column_counts() const;

  /// The patterns of some local columns, unpacked, with their hyperplanes. Local.
  /// \param columns  local positions, increasing
  arrangements::PatternSet patterns(std::span<const std::int64_t> columns) const;

  /// The dictionary of some columns, spread evenly again. Collective: columns travel to their new rank.
  /// \param columns  local positions (0 is local().begin), increasing
  Dictionary select(std::span<const std::int64_t> columns) const;

 private:
  Dictionary(const core::Communicator& comm, BitMatrix bits, std::vector<std::int64_t>&& hyperplanes);
  Eigen::VectorXd correlate_one(const Eigen::VectorXd& v) const;
  BitMatrix all_columns() const;

  core::Communicator comm_;
  BitMatrix bits_;
  std::vector<std::int64_t> hyperplanes_;
  std::int64_t cols_ = 0;
  core::Range local_;
};

/// The values of q beside 0, where these are at most eight: then Dictionary::column_gram(q) is exact, and quick. Local.
std::optional<std::set<double>> few_values(const Eigen::VectorXd& q);

/// At least the error of every entry of Dictionary::correlate(v), v of length n.
double correlation_error(const Eigen::VectorXd& v);

/// Rounds a local vector over columns to fixed point, with the exponent that all ranks agree on.
/// \throws core::NumericalError on every rank where an entry of any rank is NaN or infinite
/// \note Collective: two small reductions.
FixedVector round_over_ranks(const core::Communicator& comm, const Eigen::VectorXd& local);

}  // namespace heaviside::dictionary
