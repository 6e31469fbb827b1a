/// \file  Fraction-free elimination: every entry stays an integer, a minor of the matrix.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <vector>

namespace heaviside::arrangements {

enum class Elimination { below, everywhere };

/// Eliminates in a matrix (row after row, `columns` entries each) by Bareiss's method [B68]. Pivots are taken in the
/// first columns that have one. With Elimination::everywhere the pivot columns become a diagonal with one common value.
///
/// \returns  the pivot columns, increasing; pivot k ends in row k
/// \tparam Int  holds twice the product of any two minors
template <class Int>
std::vector<Eigen::Index> eliminate(std::vector<Int>& matrix, Eigen::Index columns, Elimination where) {
  using Eigen::Index;
  const Index rows = columns == 0 ? 0 : static_cast<Index>(matrix.size()) / columns;
  const auto row = [&](Index i) { return matrix.data() + i * columns; };
  std::vector<Index> pivots;
  pivots.reserve(static_cast<std::size_t>(std::min(rows, columns)));
  Int previous = 1;
  for (Index column = 0, step = 0; column < columns && step < rows; ++column) {
    Index found = step;
    while (found < rows && row(found)[column] == 0) ++found;
    if (found == rows) continue;
    if (found != step) std::swap_ranges(row(found), row(found) + columns, row(step));
    const Int* const top = row(step);
    const Int pivot = top[column];
    const Index first = where == Elimination::everywhere ? 0 : column + 1;
    for (Index i = where == Elimination::everywhere ? 0 : step + 1; i < rows; ++i) {
      if (i == step) continue;
      Int* const target = row(i);
      const Int factor = target[column];
      for (Index j = first; j < columns; ++j) target[j] = (pivot * target[j] - factor * top[j]) / previous;
    }
    previous = pivot;
    pivots.push_back(column);
    ++step;
  }
  return pivots;
}

/// A vector orthogonal to every row of a matrix of rank columns - 1; empty where the rank is another.
template <class Int>
std::vector<Int> null_vector(std::vector<Int> matrix, Eigen::Index columns) {
  using Eigen::Index;
  const std::vector<Index> pivots = eliminate(matrix, columns, Elimination::everywhere);
  if (static_cast<Index>(pivots.size()) + 1 != columns) return {};
  Index free = 0;
  while (free + 1 < columns && pivots[static_cast<std::size_t>(free)] == free) ++free;
  std::vector<Int> u(static_cast<std::size_t>(columns));
  u[static_cast<std::size_t>(free)] = pivots.empty() ? Int(1) : matrix[static_cast<std::size_t>(pivots.front())];
  for (std::size_t k = 0; k < pivots.size(); ++k) {
    const auto place = static_cast<Index>(k) * columns + free;
    u[static_cast<std::size_t>(pivots[k])] = -matrix[static_cast<std::size_t>(place)];
  }
  return u;
}

}  // namespace heaviside::arrangements
