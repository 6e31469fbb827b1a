#include "heaviside/data/preprocess.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "heaviside/core/errors.hpp"
#include "heaviside/core/random.hpp"

namespace {

using namespace heaviside;
using data::apply;
using data::fit;
using data::independent_columns;
using Eigen::Index;
using Eigen::MatrixXd;
using Columns = std::vector<Index>;

MatrixXd random_matrix(Index rows, Index cols, std::uint64_t seed) {
  MatrixXd matrix(rows, cols);
  core::normals(seed, 7, 0, {matrix.data(), static_cast<std::size_t>(matrix.size())});
  return matrix;
}

Columns kept(const MatrixXd& Z, bool bias = true) {
  return independent_columns(core::Communicator::self(), Z, fit(Z, false), bias);
}

Columns first(Index count) {
  Columns columns;
  for (Index k = 0; k < count; ++k) columns.push_back(k);
  return columns;
}

}  // namespace

TEST_CASE("standardised columns have mean 0 and variance 1") {
  MatrixXd X = random_matrix(500, 3, 1);
  X.col(1) = (X.col(1).array() * 1e-6 + 3).matrix();
  X.col(2) *= 1e9;
  const MatrixXd Z = apply(X, fit(X, true));
  for (Index k = 0; k < 3; ++k) {
    CHECK(std::abs(Z.col(k).mean()) < 1e-8);
    CHECK(Z.col(k).squaredNorm() / 500 == Approx(1));
  }
  const auto small = fit(MatrixXd{{1}, {3}, {8}}, true);
  CHECK(small.mean[0] == 4);
  CHECK(small.scale[0] == Approx(std::sqrt(26.0 / 3)));  // divided by n, not n - 1
}

TEST_CASE("constant columns are centred exactly and not scaled") {
  const MatrixXd X{{0.1, 1}, {0.1, 2}, {0.1, 4}};
  const auto preprocessing = fit(X, true);
  CHECK(preprocessing.scale[0] == 1);
  CHECK(apply(X, preprocessing).col(0) == Eigen::Vector3d::Zero());
  const MatrixXd one_row{{5, -7}};
  CHECK(apply(one_row, fit(one_row, true)) == MatrixXd{{0, 0}});
}

TEST_CASE("without standardising nothing changes") {
  const MatrixXd X = random_matrix(5, 2, 3);
  CHECK(apply(X, fit(X, false)) == X);
}

TEST_CASE("mean and scale do not depend on the order of the rows") {
  MatrixXd X = random_matrix(1001, 4, 2);
  for (Index i = 0; i < X.rows(); ++i) X.row(i) *= std::pow(10.0, static_cast<double>(i % 17));
  const MatrixXd reversed = X.colwise().reverse();
  CHECK(fit(X, true).mean == fit(reversed, true).mean);
  CHECK(fit(X, true).scale == fit(reversed, true).scale);
}

TEST_CASE("values at the ends of the range of double") {
  const MatrixXd tiny{{1e-300}, {2e-300}, {3e-300}};
  CHECK(apply(tiny, fit(tiny, true))(2, 0) == Approx(std::sqrt(1.5)));
  const MatrixXd large{{1e200}, {2e200}, {3e200}};
  CHECK(apply(large, fit(large, true))(2, 0) == Approx(std::sqrt(1.5)));
  const MatrixXd too_large{{1.7e308}, {1.6e308}, {-1.7e308}};
  CHECK_THROWS_AS(fit(too_large, true), core::InputError);
  const MatrixXd noise{{0}, {5e-324}, {0}};
  CHECK(apply(noise, fit(noise, true)).allFinite());
}

TEST_CASE("another number of features is refused") {
  CHECK_THROWS_WITH(apply(MatrixXd::Zero(2, 3), fit(MatrixXd::Zero(2, 2), true)),
                    "expected data with 2 features, found 3");
}

TEST_CASE("independent columns: of dependent ones the first stay") {
  MatrixXd Z = random_matrix(50, 7, 4);
  CHECK(kept(Z) == first(7));
  Z.col(2) = 3 * Z.col(0) - Z.col(1);
  Z.col(5) = Z.col(3).array() + 2;  // dependent through the ones
  CHECK(kept(Z) == Columns{0, 1, 3, 4, 6});
  CHECK(kept(Z, false) == Columns{0, 1, 3, 4, 5, 6});
  Z.col(0).setConstant(4);
  Z.col(6).setZero();
  CHECK(kept(Z) == Columns{1, 2, 3, 4});
  CHECK(kept(Z, false) == Columns{0, 1, 2, 3, 4});  // the constant column takes the place of the ones
}

TEST_CASE("independent columns: dependences close after one another") {
  MatrixXd Z = random_matrix(50, 6, 11);
  Z.col(1) = -Z.col(0);
  Z.col(3) = 2 * Z.col(2);
  Z.col(4) = Z.col(2) + Z.col(0);
  CHECK(kept(Z) == Columns{0, 2, 5});
  CHECK(kept(Z, false) == Columns{0, 2, 5});
}

TEST_CASE("independent columns: fewer rows than columns, one row, nothing but constants") {
  CHECK(kept(random_matrix(6, 20, 5)) == first(5));
  CHECK(kept(random_matrix(6, 20, 5), false) == first(6));
  CHECK(kept(MatrixXd{{3, 4}}).empty());
  CHECK(kept(MatrixXd{{0, 4}}, false) == Columns{1});
  CHECK(kept(MatrixXd::Constant(9, 3, 2.5)).empty());
  CHECK(kept(MatrixXd::Constant(9, 3, 2.5), false) == Columns{0});
}

TEST_CASE("independent columns: the scale of a column does not matter, nearness does") {
  MatrixXd Z = random_matrix(40, 3, 6);
  Z.col(0) *= 1e-250;
  Z.col(1) *= 1e250;
  CHECK(kept(Z) == first(3));
  Z = random_matrix(40, 3, 6);
  const Eigen::VectorXd other = random_matrix(40, 1, 8);
  Z.col(2) = Z.col(0) + 1e-7 * other;
  CHECK(kept(Z) == first(3));
  Z.col(2) = Z.col(0) + 1e-12 * other;
  CHECK(kept(Z) == first(2));
  MatrixXd tall = random_matrix(4000, 2, 12);
  tall.col(1) = tall.col(0) + 2e-11 * random_matrix(4000, 1, 13);  // near relative to its norm of 63, not to 1
  CHECK(kept(tall) == first(1));
}

TEST_CASE("independent columns: as many as the rank, over several blocks of rows") {
  // 40 columns that mix 13, so that the first 13 stay; 3000 rows are more than one block.
  const MatrixXd Z = random_matrix(3000, 13, 9) * random_matrix(13, 40, 10);
  CHECK(kept(Z) == first(13));
  MatrixXd late = MatrixXd::Zero(3000, 2);
  late(2999, 0) = 1;  // what sets a column apart may stand in the last row alone
  CHECK(kept(late) == Columns{0});
}
