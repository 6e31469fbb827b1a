#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <numeric>

#include "heaviside/core/errors.hpp"
#include "heaviside/core/random.hpp"
#include "heaviside/data/distinct_rows.hpp"
#include "heaviside/data/sha256.hpp"
#include "heaviside/data/split.hpp"

namespace {

using namespace heaviside;
using data::distinct_rows;
using data::split;
using Eigen::MatrixXd;
using Groups = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("a split holds every row once, in order") {
  for (const Eigen::Index n : {2, 3, 10, 101}) {
    for (const double fraction : {0.001, 0.2, 0.5, 0.999}) {
      CAPTURE(n, fraction);
      const auto [train, test] = split(n, fraction, 5);
      CHECK(std::is_sorted(train.begin(), train.end()));
      CHECK(std::is_sorted(test.begin(), test.end()));
      auto all = train;
      all.insert(all.end(), test.begin(), test.end());
      std::sort(all.begin(), all.end());
      std::vector<Eigen::Index> expected(static_cast<std::size_t>(n));
      std::iota(expected.begin(), expected.end(), Eigen::Index{0});
      CHECK(all == expected);
      const auto wanted = std::lround(fraction * static_cast<double>(n));
      CHECK(static_cast<long>(test.size()) == std::min(std::max(wanted, 1L), static_cast<long>(n) - 1));
    }
  }
  CHECK_THROWS_AS(split(1, 0.5, 0), core::InputError);
}

TEST_CASE("a split depends on the seed and picks every row equally often") {
  CHECK(split(100, 0.2, 1).test == split(100, 0.2, 1).test);
  CHECK(split(100, 0.2, 1).test != split(100, 0.2, 2).test);
  std::vector<int> picked(10, 0);
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    for (const auto i : split(10, 0.3, seed).test) ++picked[static_cast<std::size_t>(i)];
  }
  for (const int times : picked) CHECK(times == Approx(600).margin(100));  // five standard deviations
}

TEST_CASE("equal rows share a group, numbered by first occurrence") {
  const MatrixXd X{{1, 2}, {3, 4}, {1, 2}, {0.0, 5}, {-0.0, 5}, {3, 4}, {2, 1}};
  CHECK(distinct_rows(X) == Groups{0, 1, 0, 2, 2, 1, 3});
  CHECK(distinct_rows(MatrixXd{{7}}) == Groups{0});
  CHECK(distinct_rows(MatrixXd(0, 3)).empty());
  CHECK(distinct_rows(MatrixXd::Constant(300, 2, 1)) == Groups(300, 0));
}

TEST_CASE("groups of many rows are those that a map finds") {
  MatrixXd X(5000, 3);
  for (Eigen::Index i = 0; i < X.size(); ++i) {
    X(i) = static_cast<double>(core::random_word(1, 50, static_cast<std::uint64_t>(i), 0) % 8);
  }
  std::map<std::vector<double>, std::int64_t> known;
  Groups expected;
  for (const auto row : X.rowwise()) {
    expected.push_back(known.emplace(std::vector<double>(row.begin(), row.end()), known.size()).first->second);
  }
  CHECK(distinct_rows(X) == expected);
}

TEST_CASE("SHA-256 gives the published digests") {
  CHECK(data::sha256(std::string("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(data::sha256(std::string("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const std::string a = "a";
  const std::string bc = "bc";
  CHECK(data::sha256({std::as_bytes(std::span(a)), std::as_bytes(std::span(bc))}) == data::sha256(std::string("abc")));
}

TEST_CASE("folds test every row once, in parts that differ by one row at most") {
  for (const auto& [n, count] : {std::pair<int, int>{10, 2}, {11, 4}, {7, 7}}) {
    std::vector<int> tested(static_cast<std::size_t>(n));
    for (const auto& [train, test] : data::folds(n, count, 3)) {
      CHECK(std::is_sorted(train.begin(), train.end()));
      CHECK(std::is_sorted(test.begin(), test.end()));
      CHECK(static_cast<int>(train.size() + test.size()) == n);
      CHECK((static_cast<int>(test.size()) == n / count || static_cast<int>(test.size()) == n / count + 1));
      for (const auto i : test) ++tested[static_cast<std::size_t>(i)];
      for (const auto i : train) CHECK_FALSE(std::binary_search(test.begin(), test.end(), i));
    }
    CHECK(tested == std::vector<int>(static_cast<std::size_t>(n), 1));
  }
  CHECK(data::folds(20, 4, 1)[2].test != data::folds(20, 4, 2)[2].test);
  CHECK_THROWS_AS(data::folds(3, 4, 0), core::InputError);
}
