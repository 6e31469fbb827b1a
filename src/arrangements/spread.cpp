#include "heaviside/arrangements/spread.hpp"

#include <algorithm>

#include "heaviside/core/pages.hpp"
#include "heaviside/core/partition.hpp"

namespace heaviside::arrangements {
namespace {

/// Of all messages that a rank sends or receives at once, near enough.
constexpr std::int64_t exchange_bytes = 16 * 1024 * 1024;

void append(PatternSet& set, const std::vector<std::int64_t>& hyperplanes, const std::vector<std::uint64_t>& words) {
  set.hyperplanes.insert(set.hyperplanes.end(), hyperplanes.begin(), hyperplanes.end());
  set.words.insert(set.words.end(), words.begin(), words.end());
}

/// Cuts a set down to its patterns [begin, end), and gives back the memory of the others.
void keep_range(PatternSet& set, std::int64_t begin, std::int64_t end) {
  const std::int64_t length = pattern_words(set.n);
  set.hyperplanes.erase(set.hyperplanes.begin() + end, set.hyperplanes.end());
  set.hyperplanes.erase(set.hyperplanes.begin(), set.hyperplanes.begin() + begin);
  std::move(set.words.begin() + begin * length, set.words.begin() + end * length, set.words.begin());
  const auto kept = static_cast<std::size_t>((end - begin) * length);
  core::release_pages(std::as_writable_bytes(std::span(set.words).subspan(kept)));
  set.words.resize(kept);
}

/// The patterns that come to this rank from the ranks before and after it.
struct Arrivals {
  PatternSet before;
  PatternSet after;
};

/// One exchange: of every rank's new share the positions [first, last), counted from its beginning, arrive.
///
/// \param held  global positions of the patterns that this rank holds now
void exchange_slices(const core::Communicator& comm, const PatternSet& mine, core::Range held, std::int64_t total,
                     std::int64_t first, std::int64_t last, Arrivals& arrivals) {
  const auto ranks = static_cast<std::size_t>(comm.size());
  std::vector<std::vector<std::int64_t>> hyperplanes(ranks);
  std::vector<std::vector<std::uint64_t>> words(ranks);
  for (int rank = 0; rank < comm.size(); ++rank) {
    const core::Range share = core::share(total, comm.size(), rank);
    const std::int64_t begin = std::max(held.begin, share.begin + first);
    const std::int64_t end = std::min({held.end, share.begin + last, share.end});
    if (rank == comm.rank()) continue;
    for (std::int64_t position = begin; position < end; ++position) {
      const auto pattern = mine.pattern(position - held.begin);
      hyperplanes[static_cast<std::size_t>(rank)].push_back(
          mine.hyperplanes[static_cast<std::size_t>(position - held.begin)]);
      auto& message = words[static_cast<std::size_t>(rank)];
      message.insert(message.end(), pattern.begin(), pattern.end());
    }
  }
  const auto incoming_hyperplanes = comm.exchange(hyperplanes);
  const auto incoming_words = comm.exchange(words);
  for (std::size_t rank = 0; rank < ranks; ++rank) {
    PatternSet& side = static_cast<int>(rank) < comm.rank() ? arrivals.before : arrivals.after;
    append(side, incoming_hyperplanes[rank], incoming_words[rank]);
  }
}

}  // namespace

std::int64_t patterns_per_message(const core::Communicator& comm, std::int64_t n) {
  const std::int64_t bytes = static_cast<std::int64_t>(sizeof(std::uint64_t)) * (pattern_words(n) + 1);
  return std::max<std::int64_t>(exchange_bytes / bytes / comm.size(), 1);
}

PatternSet spread_evenly(const core::Communicator& comm, PatternSet mine) {
  const std::int64_t total = comm.sum(mine.size());
  const std::int64_t before = comm.exclusive_sum(mine.size());
  const core::Range held{before, before + mine.size()};
  const core::Range share = core::share(total, comm.size(), comm.rank());
  const bool moves = held.begin != share.begin || held.end != share.end;
  if (comm.max(std::int64_t{moves}) == 0) return mine;

  Arrivals arrivals;
  const std::int64_t step = patterns_per_message(comm, mine.n);
  const std::int64_t largest_share = core::share(total, comm.size(), 0).size();
  for (std::int64_t first = 0; first < largest_share; first += step) {
    exchange_slices(comm, mine, held, total, first, first + step, arrivals);
  }
  const std::int64_t stay_begin = std::clamp(share.begin, held.begin, held.end);
  const std::int64_t stay_end = std::clamp(share.end, stay_begin, held.end);
  keep_range(mine, stay_begin - held.begin, stay_end - held.begin);
  mine.hyperplanes.insert(mine.hyperplanes.begin(), arrivals.before.hyperplanes.begin(),
                          arrivals.before.hyperplanes.end());
  mine.words.insert(mine.words.begin(), arrivals.before.words.begin(), arrivals.before.words.end());
  append(mine, arrivals.after.hyperplanes, arrivals.after.words);
  return mine;
}

}  // namespace heaviside::arrangements
