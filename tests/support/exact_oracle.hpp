/// \file  Linear algebra over the rationals, slow and plain: what exact code is compared with. Local.
#pragma once

#include <boost/multiprecision/cpp_int.hpp>
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

}  // namespace heaviside::test
