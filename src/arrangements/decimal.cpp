#include "decimal.hpp"

#include <algorithm>
#include <charconv>
#include <climits>
#include <cmath>
#include <numeric>

namespace heaviside::arrangements {
namespace {

/// Room for -d.dddddddddddddddde-324.
constexpr std::size_t longest_text = 32;

Decimal decimal_of(double value) {
  if (value == 0) return {};
  char text[longest_text];
  const char* const end = std::to_chars(text, text + longest_text, value, std::chars_format::scientific).ptr;
  const char* const letter = std::find(static_cast<const char*>(text), end, 'e');
  Decimal number;
  for (const char* c = text; c != letter; ++c) {
    if (*c >= '0' && *c <= '9') number.digits = 10 * number.digits + (*c - '0');
  }
  const char* const exponent = letter + (letter[1] == '+' ? 2 : 1);
  std::from_chars(exponent, end, number.exponent);
  const char* const point = std::find(static_cast<const char*>(text), letter, '.');
  if (point != letter) number.exponent -= static_cast<int>(letter - point) - 1;
  if (text[0] == '-') number.digits = -number.digits;
  return number;
}

/// The power of ten that the last digit of all the numbers counts.
int least_exponent(const std::vector<Decimal>& numbers) {
  int least = INT_MAX;
  for (const Decimal& number : numbers) {
    if (number.digits != 0) least = std::min(least, number.exponent);
  }
  return least;
}

template <class Int>
Int power_of_ten(int exponent) {
  Int power = 1;
  for (int k = 0; k < exponent; ++k) power *= 10;
  return power;
}

std::int64_t divisor_of(std::int64_t a, std::int64_t b) { return std::gcd(a, b); }
Integer divisor_of(const Integer& a, const Integer& b) { return boost::multiprecision::gcd(a, b); }

}  // namespace

std::vector<Decimal> decimals_of(const Eigen::VectorXd& column) {
  std::vector<Decimal> numbers(static_cast<std::size_t>(column.size()));
  std::transform(column.begin(), column.end(), numbers.begin(), decimal_of);
  return numbers;
}

bool small_integers(const std::vector<Decimal>& numbers) {
  constexpr double limit = 0x1p61 * (1 - 1e-9);
  const int least = least_exponent(numbers);
  return std::all_of(numbers.begin(), numbers.end(), [&](const Decimal& number) {
    return number.digits == 0 ||
           std::abs(static_cast<double>(number.digits)) * std::pow(10.0, number.exponent - least) < limit;
  });
}

template <class Int>
std::vector<Int> integers_of(const std::vector<Decimal>& numbers, bool shift) {
  const int least = least_exponent(numbers);
  std::vector<Int> values(numbers.size(), Int(0));
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (numbers[i].digits != 0) values[i] = numbers[i].digits * power_of_ten<Int>(numbers[i].exponent - least);
  }
  if (shift) {
    const Int lowest = *std::min_element(values.begin(), values.end());
    for (Int& value : values) value -= lowest;
  }
  Int divisor = 0;
  for (std::size_t i = 0; i < values.size() && divisor != 1; ++i) divisor = divisor_of(divisor, values[i]);
  if (divisor > 1) {
    for (Int& value : values) value /= divisor;
  }
  return values;
}

template std::vector<std::int64_t> integers_of<std::int64_t>(const std::vector<Decimal>&, bool);
template std::vector<Integer> integers_of<Integer>(const std::vector<Decimal>&, bool);

}  // namespace heaviside::arrangements
