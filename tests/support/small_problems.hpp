/// \file  Small data sets of every kind of degeneracy, with all their patterns, and weights of the points. Local.
#pragma once

#include <Eigen/Core>
#include <cmath>
#include <string>

#include "heaviside/data/distinct_rows.hpp"
#include "support/circuit_oracle.hpp"
#include "support/draw.hpp"

namespace heaviside::test {

/// A way to draw entries or rows.
enum class PointKind {
  normals,
  zero_one,
  signs,          ///< -1, 0, 1
  grid,           ///< 0, 1, 2, 3
  decimals,       ///< 0.1, 0.2, ...: not collinear as doubles, collinear as numbers
  line,           ///< all on a line
  plane,          ///< all in a plane
  near_ties,      ///< integers, some of them moved by 1e-9
  scales,         ///< columns of very different size
  near_dependent  ///< the last column is the first, some entries moved by 1e-9
};
constexpr Eigen::Index point_kinds = 10;

/// Whether the positions of such points survive rounding, so that hyperplanes make the same patterns in doubles.
inline bool well_conditioned(PointKind kind) {
  return kind != PointKind::near_ties && kind != PointKind::scales && kind != PointKind::near_dependent;
}

template <class Entry>
Eigen::MatrixXd filled(Eigen::Index rows, Eigen::Index columns, Entry&& entry) {
  return Eigen::MatrixXd::NullaryExpr(rows, columns, std::forward<Entry>(entry));
}

inline Eigen::MatrixXd small_integers(Draw& draw, Eigen::Index rows, Eigen::Index columns, int low, int high) {
  return filled(rows, columns, [&] { return draw.integer(low, high); });
}

/// An integer or, half of the time, a few billionths more or less, as the nearest double of that decimal number.
inline double nearly(Draw& draw, double integer) {
  return draw.unit() < 0.5 ? integer : (integer * 1e9 + draw.integer(-2, 2)) / 1e9;
}

/// Integer points in a flat of some dimension, which may miss the origin.
inline Eigen::MatrixXd in_flat(Draw& draw, Eigen::Index n, Eigen::Index d, Eigen::Index dimension) {
  const Eigen::MatrixXd places = small_integers(draw, n, dimension, -3, 3);
  const Eigen::MatrixXd directions = small_integers(draw, dimension, d, -2, 2);
  const Eigen::RowVectorXd offset = small_integers(draw, 1, d, -1, 1);
  return (places * directions).rowwise() + offset;
}

inline Eigen::MatrixXd random_points(Draw& draw, PointKind kind, Eigen::Index n, Eigen::Index d) {
  switch (kind) {
    case PointKind::normals:
      return filled(n, d, [&] { return draw.normal(); });
    case PointKind::zero_one:
      return small_integers(draw, n, d, 0, 1);
    case PointKind::signs:
      return small_integers(draw, n, d, -1, 1);
    case PointKind::grid:
      return small_integers(draw, n, d, 0, 3);
    case PointKind::decimals:
      return small_integers(draw, n, d, -4, 4) / 10;
    case PointKind::line:
      return in_flat(draw, n, d, 1);
    case PointKind::plane:
      return in_flat(draw, n, d, 2);
    case PointKind::near_ties:
      return small_integers(draw, n, d, -1, 1).unaryExpr([&](double value) { return nearly(draw, value); });
    case PointKind::scales: {
      Eigen::MatrixXd X = small_integers(draw, n, d, -9, 9);
      for (auto column : X.colwise()) column *= std::pow(10.0, draw.integer(-12, 12));
      return X;
    }
    case PointKind::near_dependent: {
      Eigen::MatrixXd X = small_integers(draw, n, d, -2, 2);
      if (d > 1) X.col(d - 1) = X.col(0).unaryExpr([&](double value) { return nearly(draw, value); });
      return X;
    }
  }
  return {};
}

/// Equal rows, opposite rows, zero rows and constant columns, each in some of the cases.
inline void degenerate(Draw& draw, Eigen::MatrixXd& X) {
  const auto row = [&] { return X.row(draw.between(0, X.rows() - 1)); };
  if (draw.unit() < 0.3) row() = Eigen::RowVectorXd(row());
  if (draw.unit() < 0.3) row() = -Eigen::RowVectorXd(row());
  if (draw.unit() < 0.2) row().setZero();
  if (X.cols() > 1 && draw.unit() < 0.2) X.col(draw.between(0, X.cols() - 1)).setConstant(draw.integer(-1, 1));
}

/// Data with everything that is known of them.
struct PointSet {
  PointSet(Eigen::MatrixXd data, bool with_bias)
      : X(std::move(data)), bias(with_bias), Z(X.rows(), X.cols() + (bias ? 1 : 0)), group(data::distinct_rows(X)) {
    Z.leftCols(X.cols()) = X;
    if (bias) Z.rightCols(1).setOnes();
  }

  Eigen::MatrixXd X;
  bool bias;
  Eigen::MatrixXd Z;  ///< X and, with a bias, a column of ones
  std::vector<std::int64_t> group;
};

/// Few points of some kind, and all their patterns.
struct SmallPoints : PointSet {
  PointKind kind;
  std::vector<std::uint32_t> patterns;  ///< by the oracle
};

/// A function of the seed: 1 to 8 points with 1 to 5 columns, the bias included.
inline SmallPoints small_points(std::uint64_t seed) {
  Draw draw(seed);
  const auto kind = static_cast<PointKind>(draw.between(0, point_kinds - 1));
  const bool bias = draw.unit() < 0.5;
  const Eigen::Index columns = draw.between(1, 5) - (bias ? 1 : 0);
  Eigen::MatrixXd X = random_points(draw, kind, (draw.between(1, 8) + draw.between(8, 9)) / 2, columns);
  degenerate(draw, X);
  const auto patterns = CircuitOracle(integer_rows(X, bias)).patterns();
  return {PointSet(std::move(X), bias), kind, patterns};
}

/// Weights of n points, by a number that says of which sort.
constexpr Eigen::Index weight_kinds = 8;
inline Eigen::VectorXd random_weights(Draw& draw, Eigen::Index kind, Eigen::Index n) {
  switch (kind) {
    case 0:
      return filled(n, 1, [&] { return draw.normal(); });
    case 1:
      return filled(n, 1, [&] { return draw.unit() < 0.5 ? -1.0 : 1.0; });
    case 2:
      return small_integers(draw, n, 1, -2, 2);
    case 3:
      return filled(n, 1, [&] { return 0.1 + draw.unit(); });
    case 4:
      return filled(n, 1, [&] { return -0.1 - draw.unit(); });
    case 5:
      return filled(n, 1, [&] { return draw.normal() * std::pow(10.0, 16 * draw.unit() - 8); });
    case 6:
      return draw.normal() * Eigen::VectorXd::Unit(n, draw.between(0, n - 1));
    default:
      return Eigen::VectorXd::Zero(n);
  }
}

/// p'r
inline double gathered(std::uint32_t pattern, const Eigen::VectorXd& r) {
  long double sum = 0;
  for (Eigen::Index i = 0; i < r.size(); ++i) sum += (pattern >> i & 1) != 0 ? static_cast<long double>(r[i]) : 0;
  return static_cast<double>(sum);
}

/// max |p'r|
inline double largest_correlation(const std::vector<std::uint32_t>& patterns, const Eigen::VectorXd& r) {
  double largest = 0;
  for (const std::uint32_t pattern : patterns) largest = std::max(largest, std::abs(gathered(pattern, r)));
  return largest;
}

}  // namespace heaviside::test
