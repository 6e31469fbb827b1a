#include "heaviside/data/split.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include "heaviside/core/errors.hpp"
#include "heaviside/core/partition.hpp"
#include "heaviside/core/random.hpp"

namespace heaviside::data {
namespace {

using Eigen::Index;

std::vector<Index> shuffled_rows(Index n, std::uint64_t seed) {
  std::vector<std::pair<std::uint64_t, Index>> keyed;
  for (Index i = 0; i < n; ++i)
    keyed.emplace_back(core::random_word(seed, core::stream::split, static_cast<std::uint64_t>(i), 0), i);
  std::sort(keyed.begin(), keyed.end());
  std::vector<Index> rows;
  for (const auto& [key, row] : keyed) rows.push_back(row);
  return rows;
}

/// Tests on shuffled[begin, end), and trains on the others.
Split hold_out(const std::vector<Index>& shuffled, std::size_t begin, std::size_t end) {
  Split parts;
  for (std::size_t k = 0; k < shuffled.size(); ++k)
    (begin <= k && k < end ? parts.test : parts.train).push_back(shuffled[k]);
  std::sort(parts.test.begin(), parts.test.end());
  std::sort(parts.train.begin(), parts.train.end());
  return parts;
}

}  // namespace

Split split(Index n, double fraction, std::uint64_t seed) {
  assert(fraction > 0 && fraction < 1);
  if (n < 2) throw core::InputError("data of " + std::to_string(n) + " row(s) cannot be split: give a file to test on");

  const auto wanted = static_cast<Index>(std::llround(fraction * static_cast<double>(n)));
  const auto tests = static_cast<std::size_t>(std::clamp<Index>(wanted, 1, n - 1));
  return hold_out(shuffled_rows(n, seed), 0, tests);
}

std::vector<Split> folds(Index n, std::int64_t count, std::uint64_t seed) {
  assert(count >= 2);
  if (n < count)
    throw core::InputError("data of " + std::to_string(n) + " row(s) have no " + std::to_string(count) + " folds");
  const auto shuffled = shuffled_rows(n, seed);
  std::vector<Split> all;
  for (std::int64_t k = 0; k < count; ++k) {
    const core::Range held_out = core::share(n, static_cast<int>(count), static_cast<int>(k));
    all.push_back(hold_out(shuffled, static_cast<std::size_t>(held_out.begin), static_cast<std::size_t>(held_out.end)));
  }
  return all;
}

}  // namespace heaviside::data
