// The dictionary over the ranks against the same matrix dense, and bit for bit against itself on one rank.
#include "heaviside/dictionary/dictionary.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "support/random_dictionary.hpp"

namespace {

using namespace heaviside;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using test::world;

/// The same matrix three times.
struct Case {
  explicit Case(const MatrixXd& matrix)
      : dense(matrix),
        shared(test::distributed(world(), matrix)),
        alone(test::distributed(core::Communicator::self(), matrix)) {}
  MatrixXd dense;
  dictionary::Dictionary shared;
  dictionary::Dictionary alone;
};

/// Shapes with fewer columns than ranks and none, one row, and edges of words, lines and panels.
std::vector<Case> cases() {
  std::vector<Case> all;
  for (const auto& [n, P] :
       {std::pair<int, int>{1, 1}, {1, 9}, {100, 0}, {65, 1}, {100, 2}, {64, 3}, {33, 64}, {958, 57}, {1000, 301}}) {
    all.emplace_back(test::random_zero_one(n, P, 1));
  }
  return all;
}

/// Normal numbers of very different sizes.
VectorXd wide_vector(Eigen::Index size, std::uint64_t seed) {
  VectorXd v = test::random_normal(size, seed);
  for (Eigen::Index i = 0; i < size; ++i) v[i] *= std::ldexp(1.0, static_cast<int>(i % 40) - 20);
  return v;
}

double exact_product(const Eigen::Ref<const VectorXd>& pattern, const VectorXd& v) {
  core::ExactSum sum;
  for (Eigen::Index i = 0; i < v.size(); ++i) sum += pattern[i] * v[i];
  return sum.value();
}

}  // namespace

TEST_CASE("columns lie where they should") {
  for (const auto& [dense, D, alone] : cases()) {
    CHECK(D.rows() == dense.rows());
    CHECK(D.cols() == dense.cols());
    const auto share = core::share(dense.cols(), world().size(), world().rank());
    CHECK(D.local().begin == share.begin);
    CHECK(D.local().end == share.end);
    REQUIRE(D.bits().cols() == share.size());
    REQUIRE(std::ssize(D.hyperplanes()) == share.size());
    for (std::int64_t j = 0; j < share.size(); ++j) {
      CHECK(D.hyperplanes()[static_cast<std::size_t>(j)] == 2 * (share.begin + j) + 1);
      for (std::int64_t i = 0; i < D.rows(); ++i) REQUIRE(D.bits()(i, j) == (dense(i, share.begin + j) != 0));
    }
  }
}

TEST_CASE("D'v is within its bound of the exact product, and has the same bits on any number of ranks") {
  for (const auto& [dense, D, alone] : cases()) {
    for (const VectorXd& v :
         {test::random_normal(D.rows(), 2), wide_vector(D.rows(), 3), VectorXd(VectorXd::Zero(D.rows()))}) {
      const VectorXd c = test::whole(D, D.correlate(v));
      REQUIRE(c.size() == dense.cols());
      CHECK(c == alone.correlate(v));
      const double bound = dictionary::correlation_error(v);
      CHECK(bound <= 1e-13 * static_cast<double>(D.rows()) * v.cwiseAbs().maxCoeff());
      for (Eigen::Index j = 0; j < c.size(); ++j) CHECK(std::abs(c[j] - exact_product(dense.col(j), v)) <= bound);
    }
  }
}

TEST_CASE("the bound of D'v holds where every entry is rounded by half a unit, however many they are") {
  for (const Eigen::Index n : {10, 1000, 70000, 200000}) {
    const MatrixXd ones = MatrixXd::Ones(n, 1);
    const auto D = test::distributed(core::Communicator::self(), ones);
    for (int bits = 44; bits <= 48; ++bits) {  // half a unit is one of 2^-44 ... 2^-48
      VectorXd v = VectorXd::Constant(n, 0.25 + std::ldexp(1.0, -bits));
      v[0] = 0.5;
      CHECK(std::abs(D.correlate(v)[0] - exact_product(ones.col(0), v)) <= dictionary::correlation_error(v));
    }
  }
}

TEST_CASE("D w is exact for fixed-point w") {
  for (const auto& [dense, D, alone] : cases()) {
    dictionary::FixedVector w;
    w.exponent = -3;
    for (std::int64_t j = D.local().begin; j < D.local().end; ++j)
      w.mantissa.push_back(j % 7 == 3 ? 0 : 1000 * j - 5000);
    const VectorXd whole_w = test::whole(D, w.value());
    CHECK(D.combine(w) == dense * whole_w);  // small integers: the dense product is exact too
  }
}

TEST_CASE("D w of a rounded vector, dense and sparse, has the same bits on any number of ranks") {
  for (const auto& [dense, D, alone] : cases()) {
    VectorXd sparse = VectorXd::Zero(D.cols());
    for (Eigen::Index j = 0; j < sparse.size(); j += 19) sparse[j] = static_cast<double>(j) - 30.7;
    for (const VectorXd& w : {test::random_normal(D.cols(), 4), wide_vector(D.cols(), 5), sparse}) {
      const VectorXd f = D.combine(test::local_part(D, w));
      REQUIRE(f.size() == dense.rows());
      CHECK(f == alone.combine(w));
      CHECK((f - dense * w).norm() <= 1e-12 * static_cast<double>(D.cols()) * w.norm());
    }
  }
}

TEST_CASE("rounding over the ranks is rounding on one") {
  for (const auto& [dense, D, alone] : cases()) {
    const VectorXd w = wide_vector(D.cols(), 6);
    const auto shared = dictionary::round_over_ranks(world(), test::local_part(D, w));
    const auto single = dictionary::round_over_ranks(core::Communicator::self(), w);
    CHECK(shared.exponent == single.exponent);
    CHECK(world().all_gather(std::span<const std::int64_t>(shared.mantissa)) == single.mantissa);
  }
}

TEST_CASE("Gram matrices and counts are the exact integers") {
  for (const auto& [dense, D, alone] : cases()) {
    CHECK(D.column_gram() == dense.transpose() * dense);
    CHECK(D.row_gram() == dense * dense.transpose());
    CHECK(test::whole(D, D.column_counts()) == VectorXd(dense.colwise().sum().transpose()));
  }
}

TEST_CASE("a selection is the dictionary of these columns, spread evenly") {
  for (const auto& [dense, D, alone] : cases()) {
    const auto choose = [&](const auto& chosen) {
      std::vector<std::int64_t> mine;
      std::vector<Eigen::Index> all;
      for (std::int64_t j = 0; j < D.cols(); ++j) {
        if (!chosen(j)) continue;
        all.push_back(j);
        if (D.local().contains(j)) mine.push_back(j - D.local().begin);
      }
      const auto selected = D.select(mine);
      const auto count = static_cast<std::int64_t>(all.size());
      REQUIRE(selected.cols() == count);
      REQUIRE(selected.rows() == D.rows());
      const auto share = core::share(count, world().size(), world().rank());
      REQUIRE(selected.bits().cols() == share.size());
      for (std::int64_t k = 0; k < share.size(); ++k) {
        const auto source = all[static_cast<std::size_t>(share.begin + k)];
        CHECK(selected.hyperplanes()[static_cast<std::size_t>(k)] == 2 * source + 1);
        for (std::int64_t i = 0; i < D.rows(); ++i) REQUIRE(selected.bits()(i, k) == (dense(i, source) != 0));
      }
    };
    choose([](auto) { return true; });
    choose([](auto) { return false; });
    choose([](auto j) { return j % 3 == 1; });
    choose([&](auto j) { return j < D.cols() / 4; });  // of the first rank alone, on four
    choose([&](auto j) { return j == D.cols() - 1; });
  }
}
