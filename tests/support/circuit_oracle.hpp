/// \file  All patterns of few points, from the dependencies among them: no hyperplane, no linear program and no
/// rounding. Local.
#pragma once

#include <Eigen/Core>
#include <boost/multiprecision/cpp_int.hpp>
#include <charconv>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace heaviside::test {

using BigInteger =
    boost::multiprecision::number<boost::multiprecision::cpp_int_backend<>, boost::multiprecision::et_off>;
using BigVector = std::vector<BigInteger>;

/// digits * 10^exponent, the shortest decimal number that rounds to the value.
inline std::pair<BigInteger, int> shortest_decimal(double value) {
  char text[40];
  const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific).ptr;
  std::string digits(text, end);
  const auto e = digits.find('e');
  int exponent = std::stoi(digits.substr(e + 1));
  digits.resize(e);
  if (const auto point = digits.find('.'); point != std::string::npos) {
    exponent -= static_cast<int>(digits.size() - point - 1);
    digits.erase(point, 1);
  }
  const bool negative = digits.front() == '-';
  if (negative) digits.erase(0, 1);
  const auto first = digits.find_first_not_of('0');  // a leading zero would say that the digits are octal
  if (first == std::string::npos) return {0, 0};
  const BigInteger size(digits.substr(first));
  return {negative ? BigInteger(-size) : size, exponent};
}

/// The rows of X and, with a bias, a one behind each; a column of decimal numbers is multiplied by a power of ten.
inline std::vector<BigVector> integer_rows(const Eigen::MatrixXd& X, bool bias) {
  std::vector<BigVector> rows(static_cast<std::size_t>(X.rows()));
  for (Eigen::Index k = 0; k < X.cols(); ++k) {
    int least = 0;
    for (const double value : X.col(k)) least = std::min(least, shortest_decimal(value).second);
    for (Eigen::Index i = 0; i < X.rows(); ++i) {
      const auto [digits, exponent] = shortest_decimal(X(i, k));
      rows[static_cast<std::size_t>(i)].push_back(digits *
                                                  pow(BigInteger(10), static_cast<unsigned>(exponent - least)));
    }
  }
  if (bias) {
    for (BigVector& row : rows) row.emplace_back(1);
  }
  return rows;
}

/// The patterns 1{x_i'u >= 0} over all u; bit i of a pattern is point i.
///
/// By Motzkin's theorem of the alternative a pattern has no u just if there are weights >= 0, not all zero on the
/// points that it leaves out, with which the sum of its points equals the sum of those left out. Such a dependency is a
/// sum of minimal ones (circuits) with the same signs. So the patterns are the 0/1 vectors that are consistent with no
/// circuit: its positive points on, its negative points off, and at least one of these.
class CircuitOracle {
 public:
  /// \param rows  at most 16, of the same length
  explicit CircuitOracle(const std::vector<BigVector>& rows) : rows_(rows) {
    std::vector<Step> steps;
    extend(0, steps);
    for (std::uint32_t pattern = 0; pattern < std::uint32_t{1} << rows.size(); ++pattern) {
      if (realisable(pattern)) patterns_.push_back(pattern);
    }
  }

  /// Increasing.
  const std::vector<std::uint32_t>& patterns() const { return patterns_; }

 private:
  using Circuit = std::pair<std::uint32_t, std::uint32_t>;  // points with positive and with negative weights

  /// A row of the echelon form of independent points: a combination of them, and behind it the weights.
  struct Step {
    BigVector row;
    std::size_t pivot;
  };

  /// Every set of independent points, in increasing order: each further point is a step more or yields a circuit.
  void extend(std::size_t next, std::vector<Step>& steps) {
    const std::size_t d = rows_.front().size();
    for (std::size_t i = next; i < rows_.size(); ++i) {
      BigVector row = rows_[i];
      row.resize(d + rows_.size());
      row[d + i] = 1;
      reduce(row, steps);
      std::size_t pivot = 0;
      while (pivot < d && row[pivot] == 0) ++pivot;
      if (pivot == d) {
        add_circuit(row);
        continue;
      }
      steps.push_back({std::move(row), pivot});
      extend(i + 1, steps);
      steps.pop_back();
    }
  }

  /// Fraction-free elimination: the divisions leave no remainder, as all entries are minors of the matrix.
  static void reduce(BigVector& row, const std::vector<Step>& steps) {
    BigInteger previous = 1;
    for (const Step& step : steps) {
      const BigInteger factor = row[step.pivot];
      const BigInteger& pivot = step.row[step.pivot];
      for (std::size_t k = 0; k < row.size(); ++k) row[k] = (row[k] * pivot - step.row[k] * factor) / previous;
      previous = pivot;
    }
  }

  void add_circuit(const BigVector& row) {
    Circuit circuit{0, 0};
    const std::size_t d = row.size() - rows_.size();
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (row[d + i] > 0) circuit.first |= std::uint32_t{1} << i;
      if (row[d + i] < 0) circuit.second |= std::uint32_t{1} << i;
    }
    circuits_.insert(circuit);
    circuits_.insert({circuit.second, circuit.first});
  }

  bool realisable(std::uint32_t pattern) const {
    for (const auto& [positive, negative] : circuits_) {
      if (negative != 0 && (positive & ~pattern) == 0 && (negative & pattern) == 0) return false;
    }
    return true;
  }

  std::vector<BigVector> rows_;
  std::set<Circuit> circuits_;
  std::vector<std::uint32_t> patterns_;
};

}  // namespace heaviside::test
