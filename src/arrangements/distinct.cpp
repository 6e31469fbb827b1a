#include "heaviside/arrangements/distinct.hpp"

#include <xxhash.h>

#include <algorithm>
#include <numeric>
#include <tuple>

#include "heaviside/arrangements/spread.hpp"
#include "heaviside/core/pages.hpp"

namespace heaviside::arrangements {
namespace {

bool equal(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

/// What a rank knows of its patterns; the arrays run alongside each other.
struct Candidates {
  PatternSet set;
  std::vector<Hash128> hashes;
};

Candidates hashed(PatternSet set, const PatternHash& hash) {
  Candidates candidates{std::move(set), {}};
  candidates.hashes.reserve(candidates.set.hyperplanes.size());
  for (std::int64_t k = 0; k < candidates.set.size(); ++k) candidates.hashes.push_back(hash(candidates.set.pattern(k)));
  return candidates;
}

/// Removes the patterns that are not to stay, in place, and gives back the memory that they took.
void retain(Candidates& candidates, const std::vector<char>& stays) {
  auto& [set, hashes] = candidates;
  const auto length = static_cast<std::size_t>(pattern_words(set.n));
  std::size_t kept = 0;
  for (std::size_t k = 0; k < stays.size(); ++k) {
    if (stays[k] == 0) continue;
    if (kept < k) {
      std::copy_n(set.words.data() + k * length, length, set.words.data() + kept * length);
      set.hyperplanes[kept] = set.hyperplanes[k];
      hashes[kept] = hashes[k];
    }
    ++kept;
  }
  core::release_pages(std::as_writable_bytes(std::span(set.words).subspan(kept * length)));
  set.words.resize(kept * length);
  set.hyperplanes.resize(kept);
  hashes.resize(kept);
}

/// Of equal patterns on this rank the first stays.
void drop_local_duplicates(Candidates& candidates) {
  const PatternSet& set = candidates.set;
  const std::vector<Hash128>& hashes = candidates.hashes;  // by name: clang captures no structured bindings before 16
  std::vector<std::size_t> order(hashes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return std::tie(hashes[a], a) < std::tie(hashes[b], b); });

  std::vector<char> stays(hashes.size(), 1);
  std::vector<std::size_t> kept;  // of one hash
  for (const std::size_t k : order) {
    if (!kept.empty() && hashes[kept.front()] != hashes[k]) kept.clear();
    const auto pattern = set.pattern(static_cast<std::int64_t>(k));
    const bool duplicate = std::any_of(kept.begin(), kept.end(), [&](std::size_t other) {
      return equal(set.pattern(static_cast<std::int64_t>(other)), pattern);
    });
    if (duplicate) {
      stays[k] = 0;
    } else {
      kept.push_back(k);
    }
  }
  retain(candidates, stays);
}

/// "I hold a pattern with this hash": sent to the rank that the hash's value chooses.
struct Claim {
  Hash128 hash;
  std::int64_t hyperplane;
};

/// The pattern that stays among those of one hash.
struct Keeper {
  std::int64_t hyperplane;
  std::int64_t rank;
};

/// A pattern that may equal another rank's keeper.
struct Challenge {
  std::size_t position;
  Keeper keeper;
};

/// Names the keeper of every claim: the lowest hyperplane of its hash. Answers in the order of the claims.
std::vector<std::vector<Keeper>> name_keepers(const std::vector<std::vector<Claim>>& claims) {
  struct Entry {
    Claim claim;
    std::size_t sender;
    std::size_t slot;
  };
  std::vector<Entry> entries;
  std::vector<std::vector<Keeper>> keepers(claims.size());
  for (std::size_t sender = 0; sender < claims.size(); ++sender) {
    for (std::size_t slot = 0; slot < claims[sender].size(); ++slot) {
      entries.push_back({claims[sender][slot], sender, slot});
    }
    keepers[sender].resize(claims[sender].size());
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.claim.hash, a.claim.hyperplane) < std::tie(b.claim.hash, b.claim.hyperplane);
  });
  const Entry* lowest = nullptr;
  for (const Entry& entry : entries) {
    if (lowest == nullptr || lowest->claim.hash != entry.claim.hash) lowest = &entry;
    keepers[entry.sender][entry.slot] = {lowest->claim.hyperplane, static_cast<std::int64_t>(lowest->sender)};
  }
  return keepers;
}

/// The keepers of this rank's undecided patterns, in their order.
std::vector<Keeper> ask_for_keepers(const core::Communicator& comm, const Candidates& candidates,
                                    const std::vector<std::size_t>& undecided) {
  const auto ranks = static_cast<std::size_t>(comm.size());
  std::vector<std::vector<Claim>> claims(ranks);
  for (const std::size_t k : undecided) {
    claims[candidates.hashes[k].low % ranks].push_back({candidates.hashes[k], candidates.set.hyperplanes[k]});
  }
  const auto answers = comm.exchange(name_keepers(comm.exchange(claims)));
  std::vector<Keeper> keepers;
  std::vector<std::size_t> next(ranks, 0);
  for (const std::size_t k : undecided) {
    const std::size_t chosen = candidates.hashes[k].low % ranks;
    keepers.push_back(answers[chosen][next[chosen]++]);
  }
  return keepers;
}

/// Compares patterns of other ranks, one after the other in `words`, with the keepers that they challenge here.
std::vector<char> compare_with_keepers(const PatternSet& set, const std::vector<std::int64_t>& hyperplanes,
                                       std::span<const std::uint64_t> words) {
  const auto length = static_cast<std::size_t>(pattern_words(set.n));
  std::vector<char> verdicts;
  for (std::size_t c = 0; c < hyperplanes.size(); ++c) {
    const auto found = std::lower_bound(set.hyperplanes.begin(), set.hyperplanes.end(), hyperplanes[c]);
    const auto keeper = set.pattern(found - set.hyperplanes.begin());
    verdicts.push_back(equal(keeper, words.subspan(c * length, length)) ? 1 : 0);
  }
  return verdicts;
}

/// Sends the challenging patterns to the ranks of their keepers; for each, whether its bits are equal.
std::vector<char> challenge(const core::Communicator& comm, const PatternSet& set,
                            std::span<const Challenge> challenges) {
  const auto ranks = static_cast<std::size_t>(comm.size());
  std::vector<std::vector<std::int64_t>> hyperplanes(ranks);
  std::vector<std::vector<std::uint64_t>> words(ranks);
  for (const auto& [position, keeper] : challenges) {
    const auto rank = static_cast<std::size_t>(keeper.rank);
    const auto pattern = set.pattern(static_cast<std::int64_t>(position));
    hyperplanes[rank].push_back(keeper.hyperplane);
    words[rank].insert(words[rank].end(), pattern.begin(), pattern.end());
  }
  const auto challenged = comm.exchange(hyperplanes);
  const auto challengers = comm.exchange(words);
  std::vector<std::vector<char>> verdicts(ranks);
  for (std::size_t r = 0; r < ranks; ++r) verdicts[r] = compare_with_keepers(set, challenged[r], challengers[r]);
  const auto answers = comm.exchange(verdicts);

  std::vector<char> equal_bits;
  std::vector<std::size_t> next(ranks, 0);
  for (const auto& one : challenges) {
    const auto rank = static_cast<std::size_t>(one.keeper.rank);
    equal_bits.push_back(answers[rank][next[rank]++]);
  }
  return equal_bits;
}

/// As challenge(), in steps that bound the memory of the messages.
std::vector<char> challenge_in_steps(const core::Communicator& comm, const PatternSet& set,
                                     std::span<const Challenge> challenges) {
  const auto step = static_cast<std::size_t>(patterns_per_message(comm, set.n));
  const auto most = static_cast<std::size_t>(comm.max(static_cast<std::int64_t>(challenges.size())));
  std::vector<char> equal_bits;
  for (std::size_t first = 0; first < most; first += step) {
    const std::size_t begin = std::min(first, challenges.size());
    const auto part = challenge(comm, set, challenges.subspan(begin, std::min(step, challenges.size() - begin)));
    equal_bits.insert(equal_bits.end(), part.begin(), part.end());
  }
  return equal_bits;
}

/// One round: the keepers leave the undecided patterns, and so do those that equal one (they do not stay). What is left
/// collided with its keeper's hash without being equal.
void decide(const core::Communicator& comm, const Candidates& candidates, std::vector<std::size_t>& undecided,
            std::vector<char>& stays) {
  const auto keepers = ask_for_keepers(comm, candidates, undecided);
  std::vector<std::size_t> unequal;
  std::vector<Challenge> challenges;
  for (std::size_t c = 0; c < undecided.size(); ++c) {
    const std::size_t k = undecided[c];
    if (keepers[c].rank != comm.rank()) {
      challenges.push_back({k, keepers[c]});
    } else if (keepers[c].hyperplane != candidates.set.hyperplanes[k]) {
      unequal.push_back(k);  // patterns of one rank are distinct already
    }
  }
  const auto equal_bits = challenge_in_steps(comm, candidates.set, challenges);
  for (std::size_t c = 0; c < challenges.size(); ++c) {
    if (equal_bits[c] != 0) {
      stays[challenges[c].position] = 0;
    } else {
      unequal.push_back(challenges[c].position);
    }
  }
  undecided = std::move(unequal);
}

/// Of equal patterns on different ranks the one with the lowest hyperplane stays.
void drop_remote_duplicates(const core::Communicator& comm, Candidates& candidates) {
  std::vector<char> stays(candidates.hashes.size(), 1);
  std::vector<std::size_t> undecided(candidates.hashes.size());
  std::iota(undecided.begin(), undecided.end(), std::size_t{0});
  while (comm.max(static_cast<std::int64_t>(undecided.size())) > 0) decide(comm, candidates, undecided, stays);
  retain(candidates, stays);
}

}  // namespace

Hash128 xxh3_128(std::span<const std::uint64_t> words) {
  const XXH128_hash_t hash = XXH3_128bits(words.data(), words.size_bytes());
  return {hash.low64, hash.high64};
}

PatternSet make_distinct(const core::Communicator& comm, PatternSet mine, const PatternHash& hash) {
  Candidates candidates = hashed(std::move(mine), hash);
  drop_local_duplicates(candidates);
  if (comm.size() > 1) drop_remote_duplicates(comm, candidates);
  return spread_evenly(comm, std::move(candidates.set));
}

}  // namespace heaviside::arrangements
