/// \file  Pipeline step 2: the data as integers, so that degenerate positions are decided exactly.
#pragma once

#include <Eigen/Core>
#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace heaviside::arrangements {

/// Of any size. Without expression templates, so that it is used like the built-in integers.
using Integer = boost::multiprecision::number<boost::multiprecision::cpp_int_backend<>, boost::multiprecision::et_off>;

/// The direction that is orthogonal to some points, and on which side of it others lie.
struct Normal {
  /// Of the length of the columns; over the unit coordinates (ExactPoints::unit); the largest entry is 1 in size.
  Eigen::VectorXd direction;
  /// -1, 0 or 1 for each point, exact.
  std::vector<std::int8_t> sides;
};

/// Points with integer coordinates whose activation patterns are exactly those of given data.
///
/// A column is read as the decimal numbers that the shortest texts of its doubles are (0.1, 0.2 and 0.3 are collinear),
/// shifted by its least value where there is a bias, multiplied by a power of ten and divided by the greatest common
/// divisor. A linear function has the same signs at both, with other weights. With a bias the last column is one.
class ExactPoints {
 public:
  /// \param X  n x d, finite, n >= 1
  /// \note Local. O(n d) texts of numbers; memory 8 bytes an entry where all integers are below 2^62.
  ExactPoints(const Eigen::MatrixXd& X, bool bias);

  Eigen::Index rows() const { return rows_; }
  Eigen::Index columns() const { return columns_; }

  /// The integer coordinate of a point.
  Integer coordinate(Eigen::Index row, Eigen::Index column) const;

  /// The first of each set of equal points, increasing. Local. O(n log n) comparisons.
  std::vector<Eigen::Index> distinct() const;

  /// The coordinate over the largest size in its column, rounded (relative error at most 2^-51); 0 in a zero column.
  double unit(Eigen::Index row, Eigen::Index column) const {
    return large_.empty() ? static_cast<double>(small_[at(row, column)]) * reciprocal_[index(column)]
                          : unit_[at(row, column)];
  }

  /// The columns that form a basis of the column space of the submatrix `rows` x `columns`: the first such in order.
  /// Their number is the rank.
  ///
  /// \note Local. Fraction-free elimination [B68] in machine integers where Hadamard's inequality excludes an overflow,
  ///       in Integer otherwise: about a microsecond for 10 x 6 small integers.
  std::vector<Eigen::Index> independent_columns(std::span<const Eigen::Index> rows,
                                                std::span<const Eigen::Index> columns) const;

  /// The direction u over `columns` with x_i'u = 0 for each i of `rows`, up to its length and sign, and the exact signs
  /// of x_i'u for each i of `points`. Nothing unless the submatrix `rows` x `columns` has rank columns.size() - 1.
  ///
  /// \note Local. A floating-point bound decides most signs, integers the others.
  std::optional<Normal> normal(std::span<const Eigen::Index> rows, std::span<const Eigen::Index> columns,
                               std::span<const Eigen::Index> points) const;

 private:
  static std::size_t index(Eigen::Index i) { return static_cast<std::size_t>(i); }
  std::size_t at(Eigen::Index row, Eigen::Index column) const { return index(row * columns_ + column); }
  template <class Int>
  void store(Eigen::Index column, const std::vector<Int>& values);
  void set_bounds();
  double size_bits(std::size_t place) const;
  template <class Int>
  Int entry(std::size_t place) const;
  template <class Int>
  std::vector<Int> submatrix(std::span<const Eigen::Index> rows, std::span<const Eigen::Index> columns) const;
  int compare(Eigen::Index row, Eigen::Index other) const;
  double minor_bits(std::span<const Eigen::Index> rows, std::span<const Eigen::Index> columns) const;
  template <class Int>
  Eigen::VectorXd unit_direction(const std::vector<Int>& u, std::span<const Eigen::Index> columns) const;
  template <class Int>
  std::int8_t side(Eigen::Index point, const std::vector<Int>& u, std::span<const Eigen::Index> columns) const;
  template <class Int>
  std::optional<Normal> normal_in(std::span<const Eigen::Index> rows, std::span<const Eigen::Index> columns,
                                  std::span<const Eigen::Index> points) const;

  Eigen::Index rows_;
  Eigen::Index columns_;
  std::vector<std::int64_t> small_;  // row by row, where all entries are small enough
  std::vector<Integer> large_;       // otherwise
  std::vector<double> unit_;         // of large_
  std::vector<Integer> largest_;     // size in each column, at least 1
  std::vector<double> reciprocal_;   // 1 / largest_, where all entries are small
  std::vector<double> column_bits_;  // base-2 logarithms of largest_, rounded up
  std::vector<double> row_bits_;     // of the 2-norm of each row, at least 0, rounded up
};

}  // namespace heaviside::arrangements
