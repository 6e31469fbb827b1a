/// \file  Pipeline step 1: rows to train on and rows to test on.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

namespace heaviside::data {

/// Row numbers, increasing; together all rows, none twice.
struct Split {
  std::vector<Eigen::Index> train;
  std::vector<Eigen::Index> test;
};

/// Splits n rows at random, as a function of (n, fraction, seed) alone.
///
/// \param fraction  in (0, 1), of the rows that are tested on: the nearest whole number, at least 1, at most n - 1
/// \throws core::InputError  for n < 2
/// \note Local.
Split split(Eigen::Index n, double fraction, std::uint64_t seed);

/// K splits of n rows at random, as a function of (n, count, seed) alone: every row is tested on in one of them, and
/// their numbers of rows to test on differ by one at most.
///
/// \param count  K, at least 2
/// \throws core::InputError  for n < K
/// \note Local.
std::vector<Split> folds(Eigen::Index n, std::int64_t count, std::uint64_t seed);

}  // namespace heaviside::data
