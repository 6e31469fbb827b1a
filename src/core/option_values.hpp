/// \file  Texts of option values. Local.
#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <vector>

namespace heaviside::core {

/// A number that is the whole text; none if it is not one, or is too large for its type.
template <class T>
std::optional<T> parse_number(const std::string& text) {
  T value{};
  const char* const end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || last != end) return std::nullopt;
  return value;
}

/// The shortest text that reads back as the same number.
std::string number_text(double value);

/// Seconds of 90, 90s, 15m, 2h or 1:30:00.
std::optional<double> parse_duration(const std::string& text);

std::string join(const std::vector<std::string>& words, const std::string& separator);
std::vector<std::string> split(const std::string& text, char separator);

}  // namespace heaviside::core
