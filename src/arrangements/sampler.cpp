#include "heaviside/arrangements/sampler.hpp"

#include <algorithm>
#include <string>

#include "heaviside/core/partition.hpp"

namespace heaviside::arrangements {
namespace {

/// Enough hyperplanes at once that copying Z into the cache costs nothing beside the products.
constexpr std::int64_t batch_size = 384;
constexpr std::int64_t batch_weights = 1 << 22;  // of deep subnetworks, at most

Eigen::MatrixXd weights_of(const HyperplaneSource& source, core::Range indices) {
  Eigen::MatrixXd U(source.length(), indices.size());
  for (std::int64_t g = indices.begin; g < indices.end; ++g) U.col(g - indices.begin) = source.weights(g);
  return U;
}

/// Appends the patterns of the hyperplanes `indices` that are on somewhere.
void append_patterns(const Eigen::MatrixXd& Z, const HyperplaneSource& source, core::Range indices, PatternSet& set) {
  const auto length = static_cast<std::size_t>(pattern_words(set.n));
  const std::size_t start = set.words.size();
  set.words.resize(start + length * static_cast<std::size_t>(indices.size()));
  const auto batch = std::span(set.words).subspan(start);
  subnetwork_patterns(source.shape(), Z, weights_of(source, indices), batch);

  auto target = batch.begin();
  for (std::int64_t g = indices.begin; g < indices.end; ++g) {
    const auto pattern = batch.subspan(static_cast<std::size_t>(g - indices.begin) * length, length);
    if (std::all_of(pattern.begin(), pattern.end(), [](std::uint64_t word) { return word == 0; })) continue;
    target = std::copy(pattern.begin(), pattern.end(), target);
    set.hyperplanes.push_back(g);
  }
  set.words.resize(start + static_cast<std::size_t>(target - batch.begin()));
}

}  // namespace

PatternSet sample_patterns(const core::Communicator& comm, const Eigen::MatrixXd& Z, const HyperplaneSource& source,
                           core::Log& log) {
  const core::Range share = core::share(source.count(), comm.size(), comm.rank());
  PatternSet set;
  set.n = Z.rows();
  set.words.reserve(static_cast<std::size_t>(share.size() * pattern_words(set.n)));
  set.hyperplanes.reserve(static_cast<std::size_t>(share.size()));
  const std::int64_t step =
      std::clamp<std::int64_t>(batch_weights / std::max<std::int64_t>(1, source.length()), 1, batch_size);
  for (std::int64_t begin = share.begin; begin < share.end; begin += step) {
    const core::Range batch{begin, std::min(begin + step, share.end)};
    append_patterns(Z, source, batch, set);
    log.progress("sample", static_cast<double>(batch.end - share.begin) / static_cast<double>(share.size()),
                 std::to_string(source.count()) + " hyperplanes");
  }
  return set;
}

}  // namespace heaviside::arrangements
