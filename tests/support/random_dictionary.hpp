/// \file  Dictionaries for tests: the same matrix dense, whole on every rank, and packed over the ranks.
#pragma once

#include <Eigen/Core>

#include "heaviside/core/random.hpp"
#include "heaviside/dictionary/dictionary.hpp"

namespace heaviside::test {

/// All ranks.
inline const core::Communicator& world() {
  static const core::Communicator comm(MPI_COMM_WORLD);
  return comm;
}

/// n x P random zeros and ones; a function of the seed alone.
inline Eigen::MatrixXd random_zero_one(Eigen::Index n, Eigen::Index P, std::uint64_t seed) {
  Eigen::MatrixXd D(n, P);
  for (Eigen::Index j = 0; j < P; ++j) {
    for (Eigen::Index i = 0; i < n; ++i) {
      const auto word = core::random_word(seed, 5, static_cast<std::uint64_t>(j), static_cast<std::uint64_t>(i));
      D(i, j) = static_cast<double>(word >> 63);
    }
  }
  return D;
}

/// Standard normal numbers; a function of the seed alone.
inline Eigen::VectorXd random_normal(Eigen::Index size, std::uint64_t seed) {
  Eigen::VectorXd v(size);
  core::normals(seed, 6, 0, {v.data(), static_cast<std::size_t>(size)});
  return v;
}

/// This rank's columns of a matrix that is whole on every rank; column j is of hyperplane 2 j + 1.
inline arrangements::PatternSet patterns_of(const core::Communicator& comm, const Eigen::MatrixXd& D) {
  arrangements::PatternSet patterns;
  patterns.n = D.rows();
  const auto share = core::share(D.cols(), comm.size(), comm.rank());
  for (std::int64_t j = share.begin; j < share.end; ++j) {
    patterns.hyperplanes.push_back(2 * j + 1);
    for (Eigen::Index i = 0; i < D.rows(); ++i) {
      if (i % 64 == 0) patterns.words.push_back(0);
      if (D(i, j) != 0) patterns.words.back() |= std::uint64_t{1} << (i % 64);
    }
  }
  return patterns;
}

inline dictionary::Dictionary distributed(const core::Communicator& comm, const Eigen::MatrixXd& D) {
  return {comm, patterns_of(comm, D)};
}

/// This rank's part of a vector over columns.
inline Eigen::VectorXd local_part(const dictionary::Dictionary& D, const Eigen::VectorXd& whole) {
  return whole.segment(D.local().begin, D.local().size());
}

/// A vector over columns, whole on every rank, from every rank's part.
inline Eigen::VectorXd whole(const dictionary::Dictionary& D, const Eigen::VectorXd& local) {
  const auto all = D.comm().all_gather(std::span<const double>(local.data(), static_cast<std::size_t>(local.size())));
  return Eigen::Map<const Eigen::VectorXd>(all.data(), static_cast<Eigen::Index>(all.size()));
}

}  // namespace heaviside::test
