#include "heaviside/arrangements/exact_points.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

#include "support/exact_oracle.hpp"

namespace {

using namespace heaviside;
using arrangements::ExactPoints;
using arrangements::Integer;
using Eigen::Index;
using Eigen::MatrixXd;
using Indices = std::vector<Index>;

Indices range(Index end) {
  Indices indices(static_cast<std::size_t>(end));
  std::iota(indices.begin(), indices.end(), Index{0});
  return indices;
}

/// The same numbers, as fractions.
test::RationalMatrix rationals(const ExactPoints& points, const Indices& rows, const Indices& columns) {
  test::RationalMatrix matrix;
  for (const Index i : rows) {
    matrix.emplace_back();
    for (const Index k : columns) matrix.back().emplace_back(points.coordinate(i, k).str());
  }
  return matrix;
}

/// The first columns that raise the rank, one after the other.
Indices first_basis(const ExactPoints& points, const Indices& rows, const Indices& columns) {
  Indices basis;
  for (const Index k : columns) {
    basis.push_back(k);
    if (test::rational_rank(rationals(points, rows, basis)) < basis.size()) basis.pop_back();
  }
  return basis;
}

Index rank(const ExactPoints& points) {
  return static_cast<Index>(points.independent_columns(range(points.rows()), range(points.columns())).size());
}

void check_bases(const ExactPoints& points) {
  CHECK(points.independent_columns(range(points.rows()), range(points.columns())) ==
        first_basis(points, range(points.rows()), range(points.columns())));
}

void check_normal(const ExactPoints& points, const Indices& rows, const Indices& columns) {
  const auto normal = points.normal(rows, columns, range(points.rows()));
  const auto basis = rationals(points, rows, columns);
  const std::size_t rank = test::rational_rank(basis);
  REQUIRE(normal.has_value() == (rank + 1 == columns.size()));
  if (!normal) return;
  CHECK(normal->direction.cwiseAbs().maxCoeff() == Approx(1));
  for (Index i = 0; i < points.rows(); ++i) {
    // On the hyperplane of the rows: exactly where the point adds nothing to their rank.
    auto with_point = basis;
    with_point.push_back(rationals(points, {i}, columns).front());
    const int side = normal->sides[static_cast<std::size_t>(i)];
    CHECK((side == 0) == (test::rational_rank(with_point) == rank));
    double product = 0;
    for (std::size_t k = 0; k < columns.size(); ++k)
      product += points.unit(i, columns[k]) * normal->direction[static_cast<Index>(k)];
    if (std::abs(product) > 1e-12) CHECK(side == (product > 0 ? 1 : -1));
  }
}

MatrixXd small_integers(std::mt19937& random, Index rows, Index columns) {
  std::uniform_int_distribution<int> value(-2, 2);
  return MatrixXd::NullaryExpr(rows, columns, [&] { return static_cast<double>(value(random)); });
}

MatrixXd normals(std::mt19937& random, Index rows, Index columns) {
  std::normal_distribution<double> value;
  return MatrixXd::NullaryExpr(rows, columns, [&] { return value(random); });
}

}  // namespace

TEST_CASE("coordinates are the decimal numbers, shifted and without a common divisor") {
  MatrixXd X(3, 3);
  X << 0.1, -250, 7, 0.2, 1000, 7, 0.3, 500, 7;
  const ExactPoints with_bias(X, true);
  const int expected[3][4] = {{0, 0, 0, 1}, {1, 5, 0, 1}, {2, 3, 0, 1}};
  for (Index i = 0; i < 3; ++i) {
    for (Index k = 0; k < 4; ++k) CHECK(with_bias.coordinate(i, k) == expected[i][k]);
  }
  CHECK(with_bias.unit(2, 1) == Approx(0.6));
  CHECK(with_bias.unit(2, 2) == 0);
  const ExactPoints without(X, false);
  const int scaled[3][3] = {{1, -1, 1}, {2, 4, 1}, {3, 2, 1}};
  for (Index i = 0; i < 3; ++i) {
    for (Index k = 0; k < 3; ++k) CHECK(without.coordinate(i, k) == scaled[i][k]);
  }
}

TEST_CASE("decimals that are collinear on paper are collinear") {
  MatrixXd X(3, 2);
  X << 0.1, 0.1, 0.2, 0.3, 0.3, 0.5;
  CHECK(rank(ExactPoints(X, true)) == 2);
  X(2, 1) = std::nextafter(0.5, 1.0);
  CHECK(rank(ExactPoints(X, true)) == 3);
}

TEST_CASE("the rank of small integers is that of rational elimination, for every choice of rows and columns") {
  std::mt19937 random(1);
  for (int trial = 0; trial < 200; ++trial) {
    const ExactPoints points(small_integers(random, 1 + trial % 7, 1 + trial % 5), trial % 2 == 0);
    CAPTURE(trial);
    check_bases(points);
    Indices rows, columns;
    for (Index i = 0; i < points.rows(); i += 1 + trial % 2) rows.push_back(i);
    for (Index k = trial % 3; k < points.columns(); ++k) columns.push_back(k);
    CHECK(points.independent_columns(rows, columns) == first_basis(points, rows, columns));
  }
}

TEST_CASE("the rank is exact however large the numbers are") {
  std::mt19937 random(2);
  const double scale = GENERATE(1.0, 1e3, 1e6, 1e9, 1e12, 1e15);
  for (int trial = 0; trial < 20; ++trial) {
    const Index columns = 1 + trial % 6;
    MatrixXd X = (scale * normals(random, 8, columns)).array().round();
    // A row that differs from a combination of two others by one in one place, if at all.
    X.row(6) = X.row(0) + X.row(1);
    X(6, columns - 1) += trial % 2;
    check_bases(ExactPoints(X, trial % 3 == 0));
    check_bases(ExactPoints(X.transpose(), trial % 3 == 0));
  }
}

TEST_CASE("doubles of every size and of full mantissa") {
  std::mt19937 random(3);
  MatrixXd X = normals(random, 6, 4);
  check_bases(ExactPoints(X, true));
  X.col(3) = X.col(0);
  CHECK(rank(ExactPoints(X, false)) == 3);
  X(0, 0) = 1e300;
  X(1, 1) = 5e-324;
  X(2, 2) = -std::numeric_limits<double>::max();
  check_bases(ExactPoints(X, true));
  const ExactPoints points(X, true);
  CHECK(points.unit(0, 0) == 1);
  for (Index i = 0; i < 6; ++i) CHECK(std::abs(points.unit(i, 2)) <= 1);
  check_normal(points, {0, 1, 2, 3}, range(5));
}

TEST_CASE("repeated rows, zero columns, one point, and fewer points than columns") {
  CHECK(rank(ExactPoints(MatrixXd::Ones(5, 3), true)) == 1);
  CHECK(ExactPoints(MatrixXd::Ones(5, 3), true).distinct() == Indices{0});
  CHECK(rank(ExactPoints(MatrixXd::Zero(5, 3), false)) == 0);
  CHECK(rank(ExactPoints(MatrixXd::Constant(1, 3, -2.5), false)) == 1);
  CHECK(rank(ExactPoints(MatrixXd(4, 0), true)) == 1);
  std::mt19937 random(4);
  CHECK(rank(ExactPoints(normals(random, 3, 9), true)) == 3);
  const ExactPoints points(MatrixXd::Ones(2, 2), true);
  CHECK(points.independent_columns(Indices{}, range(3)).empty());
  CHECK(points.independent_columns(range(2), Indices{}).empty());
}

TEST_CASE("of equal points the first is found, also where doubles of a common size could not tell them apart") {
  MatrixXd X(5, 2);
  X << 1, 2, 0.0, 5e-324, 1, 2, 0, 0, -0.0, 0;
  CHECK(ExactPoints(X, true).distinct() == Indices{0, 1, 3});
  X(2, 0) = std::nextafter(1.0, 0.0);
  CHECK(ExactPoints(X, false).distinct() == Indices{0, 1, 2, 3});
}

TEST_CASE("a normal has the points of its rows, and just those of their span, on it") {
  std::mt19937 random(5);
  for (int trial = 0; trial < 200; ++trial) {
    const Index columns = 1 + trial % 4;
    MatrixXd X = small_integers(random, 7, columns);
    if (trial % 5 == 0) X = normals(random, 7, columns);
    if (trial % 5 == 1) X *= 12345678901.0;
    if (trial % 5 == 2) X.col(0) = (1e8 * normals(random, 7, 1)).array().round();
    const ExactPoints points(X, trial % 2 == 0);
    CAPTURE(trial);
    check_normal(points, range(points.columns() - 1), range(points.columns()));
    check_normal(points, range(points.columns()), range(points.columns()));
  }
}
