// The patterns that stay are those of a serial std::map, at any number of ranks and with any hash.
#include "heaviside/arrangements/distinct.hpp"

#include <catch2/catch.hpp>
#include <map>

#include "heaviside/arrangements/sampler.hpp"
#include "heaviside/arrangements/spread.hpp"
#include "heaviside/core/partition.hpp"
#include "heaviside/core/random.hpp"

namespace {

using namespace heaviside;
using arrangements::Hash128;
using arrangements::PatternSet;

const core::Communicator& world() {
  static const core::Communicator comm(MPI_COMM_WORLD);
  return comm;
}

using Words = std::vector<std::uint64_t>;

/// All patterns of a case, in the order of their hyperplanes; the same on every rank.
struct Case {
  std::int64_t n = 0;
  std::vector<Words> patterns;
  std::vector<std::int64_t> hyperplanes;
};

/// `count` patterns, drawn from `distinct` different ones, with gaps between the hyperplanes.
Case random_case(std::int64_t n, std::int64_t count, std::uint64_t distinct) {
  Case all{n, {}, {}};
  for (std::int64_t k = 0; k < count; ++k) {
    const auto index = static_cast<std::uint64_t>(k);
    const std::uint64_t choice = core::random_word(1, 5, index, 0) % distinct;
    Words words(static_cast<std::size_t>(arrangements::pattern_words(n)));
    for (std::size_t w = 0; w < words.size(); ++w) words[w] = core::random_word(2, 5, choice, w);
    if (n % 64 != 0) words.back() &= (std::uint64_t{1} << (n % 64)) - 1;
    all.patterns.push_back(words);
    all.hyperplanes.push_back(3 * k + 1);
  }
  return all;
}

/// The patterns [begin, end) of a case.
PatternSet part(const Case& all, core::Range range) {
  PatternSet set;
  set.n = all.n;
  for (std::int64_t k = range.begin; k < range.end; ++k) {
    const auto& words = all.patterns.at(static_cast<std::size_t>(k));
    set.words.insert(set.words.end(), words.begin(), words.end());
    set.hyperplanes.push_back(all.hyperplanes.at(static_cast<std::size_t>(k)));
  }
  return set;
}

std::int64_t count_of(const Case& all) { return static_cast<std::int64_t>(all.hyperplanes.size()); }

core::Range even_share(const Case& all) { return core::share(count_of(all), world().size(), world().rank()); }

/// Everything on the last rank, nothing elsewhere.
core::Range last_rank_only(const Case& all) {
  const bool last = world().rank() == world().size() - 1;
  return {last ? 0 : count_of(all), count_of(all)};
}

Case distinct_by_map(const Case& all) {
  std::map<Words, std::int64_t> lowest;
  Case distinct{all.n, {}, {}};
  for (std::size_t k = 0; k < all.patterns.size(); ++k) {
    if (!lowest.emplace(all.patterns[k], all.hyperplanes[k]).second) continue;
    distinct.patterns.push_back(all.patterns[k]);
    distinct.hyperplanes.push_back(all.hyperplanes[k]);
  }
  return distinct;
}

void check_equals(const PatternSet& mine, const Case& expected) {
  const auto share = part(expected, even_share(expected));
  CHECK(mine.n == expected.n);
  CHECK(mine.hyperplanes == share.hyperplanes);
  CHECK(mine.words == share.words);
}

const std::pair<const char*, arrangements::PatternHash> hashes[] = {
    {"XXH3", arrangements::xxh3_128},
    {"2 bits",
     [](auto words) {
       return Hash128{arrangements::xxh3_128(words).low % 4, 0};
     }},
    {"high bits only",
     [](auto words) {
       return Hash128{0, arrangements::xxh3_128(words).high % 8};
     }},
    {"constant", [](auto) {
       return Hash128{5, 5};
     }}};

void check_case(const Case& all) {
  const Case expected = distinct_by_map(all);
  for (const auto& [name, hash] : hashes) {
    CAPTURE(name, world().size(), world().rank(), all.n, all.hyperplanes.size());
    check_equals(make_distinct(world(), part(all, even_share(all)), hash), expected);
    check_equals(make_distinct(world(), part(all, last_rank_only(all)), hash), expected);
  }
}

}  // namespace

TEST_CASE("some duplicates, on one rank and across ranks") {
  check_case(random_case(100, 200, 60));
  check_case(random_case(64, 97, 1000));
  check_case(random_case(1, 50, 2));
}

TEST_CASE("nearly all are duplicates") { check_case(random_case(130, 1000, 7)); }

TEST_CASE("all are equal") { check_case(random_case(130, 50, 1)); }

TEST_CASE("all are distinct") { check_case(random_case(300, 41, 1000000)); }

TEST_CASE("fewer patterns than ranks, one, and none") {
  for (std::int64_t count = 0; count < 4; ++count) {
    check_case(random_case(70, count, 1));
    check_case(random_case(70, count, 1000));
  }
}

TEST_CASE("equal patterns that differ in the last sample only are different") {
  Case all{65, {{7, 0}, {7, 1}, {7, 0}, {7, 1}, {6, 1}}, {0, 1, 2, 3, 4}};
  check_case(all);
}

TEST_CASE("the keeper of a hash is not the keeper of every pattern with that hash") {
  // In index order A B C A B C ...: with a constant hash each round settles one of them.
  Case all{70, {}, {}};
  for (std::int64_t k = 0; k < 40; ++k) {
    all.patterns.push_back({static_cast<std::uint64_t>(k % 5), static_cast<std::uint64_t>(k % 3)});
    all.hyperplanes.push_back(10 + k);
  }
  check_case(all);
}

TEST_CASE("patterns spread evenly from any division, in order") {
  const Case all = random_case(100, 53, 1000000);
  check_equals(spread_evenly(world(), part(all, last_rank_only(all))), all);
  const std::int64_t ranks = world().size();
  // Rank r holds a part that grows as r^2.
  const auto start = [&](std::int64_t rank) { return count_of(all) * rank * rank / (ranks * ranks); };
  check_equals(spread_evenly(world(), part(all, {start(world().rank()), start(world().rank() + 1)})), all);
}

TEST_CASE("patterns too large for one exchange are spread and compared in several") {
  const std::int64_t n = 64 * 50000;  // 400 kB a pattern
  const Case all = random_case(n, 60, 50);
  REQUIRE(world().size() * arrangements::patterns_per_message(world(), n) < count_of(all));
  check_equals(make_distinct(world(), part(all, last_rank_only(all))), distinct_by_map(all));
  check_equals(make_distinct(world(), part(all, even_share(all)), [](auto) { return Hash128{}; }),
               distinct_by_map(all));
}

TEST_CASE("sampled patterns are the same on any number of ranks") {
  Eigen::MatrixXd Z(90, 4);
  core::normals(1, 7, 0, {Z.data(), static_cast<std::size_t>(Z.size())});
  Z.col(3).setOnes();
  const arrangements::SampledHyperplanes source(3, 4, true, 700);
  core::Log log(world(), true);
  const auto alone = core::Communicator::self();
  const auto serial = make_distinct(alone, sample_patterns(alone, Z, source, log));
  const auto shared = make_distinct(world(), sample_patterns(world(), Z, source, log));
  const auto gathered_hyperplanes = world().all_gather(std::span<const std::int64_t>(shared.hyperplanes));
  const auto gathered_words = world().all_gather(std::span<const std::uint64_t>(shared.words));
  CHECK(gathered_hyperplanes == serial.hyperplanes);
  CHECK(gathered_words == serial.words);
  CHECK(shared.size() == core::share(serial.size(), world().size(), world().rank()).size());
}
