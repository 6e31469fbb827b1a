/// \file  Linear algebra and linear programs over the rationals, slow and plain: what exact code is compared with.
/// Local.
#pragma once

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <cstddef>
#include <utility>
#include <vector>

namespace heaviside::test {

using Rational = boost::multiprecision::cpp_rational;
using RationalMatrix = std::vector<std::vector<Rational>>;

/// The rank by Gaussian elimination.
inline std::size_t rational_rank(RationalMatrix A) {
  std::size_t rank = 0;
  for (std::size_t column = 0; !A.empty() && column < A.front().size() && rank < A.size(); ++column) {
    std::size_t pivot = rank;
    while (pivot < A.size() && A[pivot][column] == 0) ++pivot;
    if (pivot == A.size()) continue;
    std::swap(A[pivot], A[rank]);
    for (std::size_t i = rank + 1; i < A.size(); ++i) {
      const Rational factor = A[i][column] / A[rank][column];
      for (std::size_t k = column; k < A[i].size(); ++k) A[i][k] -= factor * A[rank][k];
    }
    ++rank;
  }
  return rank;
}

/// The largest c'x with A x <= b, x >= 0, where b >= 0 and the maximum is finite: the simplex method with Bland's rule,
/// on a tableau of the constraints and, last, of the costs.
inline Rational simplex_maximum(const RationalMatrix& A, const std::vector<Rational>& b,
                                const std::vector<Rational>& c) {
  const std::size_t m = A.size();
  const std::size_t n = c.size();
  RationalMatrix tableau(m + 1, std::vector<Rational>(n + m + 1));
  std::vector<std::size_t> basic(m);
  for (std::size_t i = 0; i < m; ++i) {
    std::copy(A[i].begin(), A[i].end(), tableau[i].begin());
    tableau[i][n + i] = 1;
    tableau[i].back() = b[i];
    basic[i] = n + i;
  }
  for (std::size_t k = 0; k < n; ++k) tableau[m][k] = -c[k];
  while (true) {
    std::size_t enters = 0;
    while (enters < n + m && tableau[m][enters] >= 0) ++enters;
    if (enters == n + m) return tableau[m].back();
    std::size_t leaves = m;
    for (std::size_t i = 0; i < m; ++i) {
      if (tableau[i][enters] <= 0) continue;
      if (leaves == m) leaves = i;
      const Rational here = tableau[i].back() * tableau[leaves][enters];
      const Rational best = tableau[leaves].back() * tableau[i][enters];
      if (here < best || (here == best && basic[i] < basic[leaves])) leaves = i;
    }
    const Rational pivot = tableau[leaves].at(enters);
    for (Rational& entry : tableau[leaves]) entry /= pivot;
    for (std::size_t i = 0; i <= m; ++i) {
      const Rational factor = tableau[i][enters];
      if (i == leaves || factor == 0) continue;
      for (std::size_t k = 0; k <= n + m; ++k) tableau[i][k] -= factor * tableau[leaves][k];
    }
    basic[leaves] = enters;
  }
}

/// Whether some u has x_i'u >= 0 where active[i] and x_i'u < 0 elsewhere: whether t > 0 is possible with
/// x_i'u <= -t there, for u = v - v' with v, v' >= 0.
inline bool realisable(const RationalMatrix& X, const std::vector<bool>& active) {
  const std::size_t d = X.empty() ? 0 : X.front().size();
  RationalMatrix A;
  for (std::size_t i = 0; i < X.size(); ++i) {
    A.emplace_back(2 * d + 1);
    for (std::size_t k = 0; k < d; ++k) {
      A[i][k] = active[i] ? Rational(-X[i][k]) : X[i][k];
      A[i][d + k] = -A[i][k];
    }
    A[i][2 * d] = active[i] ? 0 : 1;
  }
  A.emplace_back(2 * d + 1);
  A.back().back() = 1;
  std::vector<Rational> b(A.size()), c(2 * d + 1);
  b.back() = 1;
  c.back() = 1;
  return simplex_maximum(A, b, c) > 0;
}

}  // namespace heaviside::test
