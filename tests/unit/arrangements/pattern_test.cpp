#include "heaviside/arrangements/pattern.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>

#include "arrangements/threshold_kernels.hpp"
#include "heaviside/core/random.hpp"

namespace {

using namespace heaviside;
using arrangements::pattern_words;
using arrangements::threshold_patterns;

Eigen::MatrixXd random_matrix(Eigen::Index rows, Eigen::Index columns, std::uint64_t seed) {
  Eigen::MatrixXd matrix(rows, columns);
  core::normals(seed, 7, 0, {matrix.data(), static_cast<std::size_t>(matrix.size())});
  return matrix;
}

/// The definition, written out: one fused multiply-add a feature, features in order.
bool active(const Eigen::MatrixXd& Z, const Eigen::MatrixXd& U, Eigen::Index i, Eigen::Index j) {
  double t = 0;
  for (Eigen::Index k = 0; k < Z.cols(); ++k) t = std::fma(Z(i, k), U(k, j), t);
  return !std::signbit(t) || t == 0;
}

std::vector<std::uint64_t> patterns_by_hand(const Eigen::MatrixXd& Z, const Eigen::MatrixXd& U) {
  std::vector<std::uint64_t> words;
  for (Eigen::Index j = 0; j < U.cols(); ++j) {
    for (Eigen::Index i = 0; i < Z.rows(); ++i) {
      if (i % 64 == 0) words.push_back(0);
      if (active(Z, U, i, j)) words.back() |= std::uint64_t{1} << (i % 64);
    }
  }
  return words;
}

std::vector<core::InstructionSet> available_sets() {
  std::vector<core::InstructionSet> sets;
  for (const auto set : {core::InstructionSet::portable, core::InstructionSet::avx2, core::InstructionSet::avx512}) {
    if (set <= core::instruction_set()) sets.push_back(set);
  }
  return sets;
}

void check_all_kernels(const Eigen::MatrixXd& Z, const Eigen::MatrixXd& U) {
  const auto expected = patterns_by_hand(Z, U);
  for (const auto set : available_sets()) {
    CAPTURE(core::name(set), Z.rows(), Z.cols(), U.cols());
    std::vector<std::uint64_t> words(expected.size(), ~std::uint64_t{0});
    threshold_patterns(arrangements::threshold_kernel(set), Z, U, words);
    CHECK(words == expected);
  }
  std::vector<std::uint64_t> words(expected.size(), ~std::uint64_t{0});
  threshold_patterns(Z, U, words);
  CHECK(words == expected);
}

}  // namespace

TEST_CASE("every kernel gives the bits of the definition, whatever the shape") {
  for (const Eigen::Index n : {1, 2, 7, 8, 9, 31, 32, 33, 63, 64, 65, 96, 128, 129, 1000}) {
    for (const Eigen::Index r : {1, 2, 3, 50}) {
      for (const Eigen::Index p : {1, 5, 6, 7, 13}) check_all_kernels(random_matrix(n, r, 1), random_matrix(r, p, 2));
    }
  }
}

TEST_CASE("rows are worked on in several blocks where features are many") {
  check_all_kernels(random_matrix(300, 800, 3), random_matrix(800, 8, 4));
  check_all_kernels(random_matrix(70, 9000, 5), random_matrix(9000, 2, 6));
}

TEST_CASE("the order of summation and the single rounding are the defined ones") {
  // Sums that cancel: every other order, and every rounding of the products, changes some signs.
  Eigen::MatrixXd Z = random_matrix(4000, 12, 8);
  const Eigen::MatrixXd U = random_matrix(12, 9, 9);
  for (Eigen::Index i = 0; i < Z.rows(); ++i) {
    const Eigen::Index j = i % U.cols();
    Z(i, 11) = -Z.row(i).head(11).dot(U.col(j).head(11)) / U(11, j);
  }
  check_all_kernels(Z, U);

  Eigen::Index separately_rounded = 0;
  for (Eigen::Index i = 0; i < Z.rows(); ++i) {
    double t = 0;
    for (Eigen::Index k = 0; k < Z.cols(); ++k) t += Z(i, k) * U(k, i % U.cols());
    if ((t >= 0) != active(Z, U, i, i % U.cols())) ++separately_rounded;
  }
  CHECK(separately_rounded > 100);  // so the case above can tell them apart
}

TEST_CASE("a tie is active, with either sign of zero") {
  Eigen::MatrixXd Z(3, 2);
  Z << 1, 1, -1, -1, 2, 1;
  Eigen::MatrixXd U(2, 3);
  U << 1, 0, -1, -1, -0.0, 0.5;
  check_all_kernels(Z, U);
  std::vector<std::uint64_t> words(3);
  threshold_patterns(Z, U, words);
  CHECK(words == std::vector<std::uint64_t>{0b111, 0b111, 0b010});

  // The one product underflows to -0.
  const Eigen::MatrixXd tiny = Eigen::MatrixXd::Constant(1, 1, 1e-300);
  check_all_kernels(tiny, -tiny);
  threshold_patterns(tiny, -tiny, std::span(words).first(1));
  CHECK(words[0] == 1);
}

TEST_CASE("no features: every sample is a tie; no hyperplanes: nothing is written") {
  check_all_kernels(Eigen::MatrixXd(70, 0), Eigen::MatrixXd(0, 2));
  check_all_kernels(Eigen::MatrixXd::Ones(70, 3), Eigen::MatrixXd(3, 0));
}

TEST_CASE("a sample's bit does not depend on where the sample stands") {
  const Eigen::MatrixXd Z = random_matrix(200, 30, 10);
  const Eigen::MatrixXd U = random_matrix(30, 7, 11);
  std::vector<std::uint64_t> words(7 * 4);
  std::vector<std::uint64_t> reversed(7 * 4);
  threshold_patterns(Z, U, words);
  threshold_patterns(Z.colwise().reverse(), U, reversed);
  const auto bit = [](const auto& all, std::size_t j, std::size_t i) { return all[j * 4 + i / 64] >> (i % 64) & 1; };
  for (std::size_t j = 0; j < 7; ++j) {
    for (std::size_t i = 0; i < 200; ++i) REQUIRE(bit(words, j, i) == bit(reversed, j, 199 - i));
  }
}
