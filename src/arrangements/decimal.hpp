/// \file  Doubles read as the decimal numbers that their shortest texts are, and these as integers.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "heaviside/arrangements/exact_points.hpp"

namespace heaviside::arrangements {

/// digits * 10^exponent.
struct Decimal {
  std::int64_t digits = 0;  ///< at most 17 decimal digits
  int exponent = 0;
};

/// The shortest decimal numbers that read back as these doubles (finite). Local.
std::vector<Decimal> decimals_of(const Eigen::VectorXd& column);

/// Whether all of them, times the power of ten that makes them integers, are below 2^61 in size. Local.
bool small_integers(const std::vector<Decimal>& numbers);

/// The numbers times one power of ten, as integers without a common divisor; with `shift`, less the least of them.
/// \tparam Int  std::int64_t where small_integers says so, or Integer
template <class Int>
std::vector<Int> integers_of(const std::vector<Decimal>& numbers, bool shift);

}  // namespace heaviside::arrangements
