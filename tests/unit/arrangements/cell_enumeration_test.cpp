#include "heaviside/arrangements/cell_enumeration.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <set>

#include "heaviside/arrangements/pattern.hpp"
#include "support/exact_oracle.hpp"

namespace {

using namespace heaviside;
using arrangements::Enumeration;
using arrangements::ExactPoints;
using Eigen::Index;
using Eigen::MatrixXd;
using Pattern = std::vector<bool>;

/// X, and the column of ones.
MatrixXd inputs(const MatrixXd& X, bool bias) {
  MatrixXd Z = MatrixXd::Ones(X.rows(), X.cols() + (bias ? 1 : 0));
  Z.leftCols(X.cols()) = X;
  return Z;
}

Enumeration enumerated(const MatrixXd& X, bool bias) {
  const auto self = core::Communicator::self();
  core::Log log(self, true);
  return arrangements::enumerate_cells(self, ExactPoints(X, bias), inputs(X, bias), bias, log);
}

/// What the hyperplanes make over the data, in their order.
std::vector<Pattern> patterns(const MatrixXd& X, bool bias, const Enumeration& cells) {
  const auto length = static_cast<std::size_t>(arrangements::pattern_words(X.rows()));
  std::vector<std::uint64_t> words(length * static_cast<std::size_t>(cells.hyperplanes.rows()));
  arrangements::threshold_patterns(inputs(X, bias), cells.hyperplanes.transpose(), words);
  std::vector<Pattern> made;
  for (std::size_t start = 0; start < words.size(); start += length) {
    made.emplace_back();
    for (std::size_t i = 0; i < static_cast<std::size_t>(X.rows()); ++i)
      made.back().push_back((words[start + i / 64] >> (i % 64) & 1) != 0);
  }
  return made;
}

/// All patterns that are realisable, by the oracle, the one that is zero everywhere apart.
std::set<Pattern> realisable_patterns(const MatrixXd& X, bool bias) {
  const ExactPoints points(X, bias);
  test::RationalMatrix rows;
  for (Index i = 0; i < points.rows(); ++i) {
    rows.emplace_back();
    for (Index k = 0; k < points.columns(); ++k) rows.back().emplace_back(points.coordinate(i, k).str());
  }
  std::set<Pattern> found;
  for (std::uint64_t word = 1; word < std::uint64_t{1} << X.rows(); ++word) {
    Pattern pattern;
    for (Index i = 0; i < X.rows(); ++i) pattern.push_back((word >> i & 1) != 0);
    if (test::realisable(rows, pattern)) found.insert(pattern);
  }
  return found;
}

/// All patterns are there, each once, or left out where they need ties.
std::int64_t check_enumeration(const MatrixXd& X, bool bias) {
  const Enumeration cells = enumerated(X, bias);
  const std::vector<Pattern> made = patterns(X, bias, cells);
  const std::set<Pattern> distinct(made.begin(), made.end());
  const std::set<Pattern> expected = realisable_patterns(X, bias);
  CHECK(distinct.size() == made.size());
  CHECK(made.size() + static_cast<std::size_t>(cells.left_out) == expected.size());
  CHECK(std::includes(expected.begin(), expected.end(), distinct.begin(), distinct.end()));
  CHECK(made.front() == Pattern(static_cast<std::size_t>(X.rows()), true));
  return cells.left_out;
}

MatrixXd normals(std::mt19937& random, Index rows, Index columns) {
  std::normal_distribution<double> value;
  return MatrixXd::NullaryExpr(rows, columns, [&] { return value(random); });
}

MatrixXd integers(std::mt19937& random, Index rows, Index columns, int largest) {
  std::uniform_int_distribution<int> value(-largest, largest);
  return MatrixXd::NullaryExpr(rows, columns, [&] { return static_cast<double>(value(random)); });
}

}  // namespace

TEST_CASE("in general position there are as many patterns as Cover's formula says") {
  std::mt19937 random(1);
  const bool bias = GENERATE(true, false);
  for (Index r = 1; r <= 5; ++r) {
    for (const Index n : {r, r + 1, Index{12}, Index{25}}) {
      if (r == 5 && n == 25) continue;
      const MatrixXd X = normals(random, n, r - (bias ? 1 : 0));
      const Enumeration cells = enumerated(X, bias);
      CAPTURE(n, r, bias);
      const double expected = arrangements::enumeration_cost(n, r).patterns - 1;  // none is zero everywhere
      if (bias && r == 1) {
        CHECK(cells.hyperplanes.rows() == 1);  // all rows are equal
        continue;
      }
      // Without a bias all points on and all points off need not exist, but all on does, as u = 0.
      const std::vector<Pattern> made = patterns(X, bias, cells);
      CHECK(std::set<Pattern>(made.begin(), made.end()).size() == made.size());
      CHECK(cells.left_out == 0);
      if (bias) CHECK(static_cast<double>(made.size()) == expected);
      if (!bias)
        CHECK((static_cast<double>(made.size()) == expected || static_cast<double>(made.size()) == expected + 2));
    }
  }
}

TEST_CASE("degenerate points with a bias: just the patterns that are realisable, and none is left out") {
  std::mt19937 random(2);
  for (int trial = 0; trial < 60; ++trial) {
    MatrixXd X = integers(random, 1 + trial % 8, 1 + trial % 3, 1 + trial % 2);
    if (trial % 4 == 0) X *= 0.1;
    CAPTURE(trial, X);
    CHECK(check_enumeration(X, true) == 0);
  }
}

TEST_CASE("degenerate points without a bias: opposite rows and ties make patterns of their own") {
  std::mt19937 random(3);
  for (int trial = 0; trial < 60; ++trial) {
    const MatrixXd X = integers(random, 1 + trial % 8, 1 + trial % 3, 1 + trial % 2);
    CAPTURE(trial, X);
    check_enumeration(X, false);
  }
}

TEST_CASE("collinear, repeated, constant and few points") {
  MatrixXd collinear(6, 2);
  collinear << 0.1, 0.1, 0.2, 0.3, 0.3, 0.5, 0.7, 0.2, 0.1, 0.1, 0.6, 1.1;
  CHECK(check_enumeration(collinear, true) == 0);
  CHECK(check_enumeration(collinear, false) == 0);
  MatrixXd line(5, 1);
  line << 3, -1, 0, -1, 8;
  CHECK(check_enumeration(line, true) == 0);
  check_enumeration(line, false);
  check_enumeration(MatrixXd::Constant(4, 2, 3.5), true);
  check_enumeration(MatrixXd::Zero(3, 2), false);
  check_enumeration(MatrixXd(3, 0), true);
  check_enumeration(MatrixXd(3, 0), false);
  std::mt19937 random(4);
  check_enumeration(normals(random, 1, 3), true);
  check_enumeration(normals(random, 3, 7), true);
  check_enumeration(normals(random, 3, 7), false);
}

TEST_CASE("points that differ in the last bit are told apart, or said to be left out") {
  MatrixXd X(4, 2);
  X << 1, 0, std::nextafter(1.0, 2.0), 0, 0, 1, 0, 0;
  check_enumeration(X, true);
}

TEST_CASE("what an enumeration takes is known before") {
  CHECK(arrangements::enumeration_cost(4, 3).patterns == 14);
  CHECK(arrangements::enumeration_cost(1, 1).patterns == 2);
  CHECK(arrangements::enumeration_cost(3, 0).patterns == 0);
  CHECK(arrangements::enumeration_cost(100, 4).bytes > 1e6);
  CHECK(std::isinf(arrangements::enumeration_cost(100000, 1000).patterns));
}
