#include "heaviside/data/split.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include "heaviside/core/errors.hpp"
#include "heaviside/core/random.hpp"

namespace heaviside::data {

Split split(Eigen::Index n, double fraction, std::uint64_t seed) {
  assert(fraction > 0 && fraction < 1);
  if (n < 2) throw core::InputError("data of " + std::to_string(n) + " row(s) cannot be split: give a file to test on");

  std::vector<std::pair<std::uint64_t, Eigen::Index>> shuffled;
  for (Eigen::Index i = 0; i < n; ++i) {
    shuffled.emplace_back(core::random_word(seed, core::stream::split, static_cast<std::uint64_t>(i), 0), i);
  }
  std::sort(shuffled.begin(), shuffled.end());

  const auto wanted = static_cast<Eigen::Index>(std::llround(fraction * static_cast<double>(n)));
  const auto tests = static_cast<std::size_t>(std::clamp<Eigen::Index>(wanted, 1, n - 1));
  Split parts;
  for (std::size_t k = 0; k < shuffled.size(); ++k)
    (k < tests ? parts.test : parts.train).push_back(shuffled[k].second);
  std::sort(parts.test.begin(), parts.test.end());
  std::sort(parts.train.begin(), parts.train.end());
  return parts;
}

}  // namespace heaviside::data
