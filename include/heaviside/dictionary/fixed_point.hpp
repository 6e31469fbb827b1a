/// \file  Vectors in fixed point: integers with one shared exponent, so that sums over columns and ranks are exact.
/// Local.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

namespace heaviside::dictionary {

/// value_j = mantissa_j * 2^exponent.
struct FixedVector {
  std::vector<std::int64_t> mantissa;
  int exponent = 0;

  Eigen::VectorXd value() const;
};

/// Rounds a vector to fixed point with mantissas below 2^47 in size, which sum in any order without overflow.
///
/// \param largest  at least |v_j| for every j, on every rank the same; 0 stands for the zero vector
/// \param sum      at least sum_j |v_j| over all ranks, the same on every rank
FixedVector round_to_fixed(const Eigen::VectorXd& v, double largest, double sum);

/// Doubles of exact integers times 2^exponent.
Eigen::VectorXd scaled(const std::vector<std::int64_t>& mantissa, int exponent);

}  // namespace heaviside::dictionary
