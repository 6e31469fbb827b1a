#include "option_values.hpp"

#include <cmath>
#include <map>

#include "heaviside/core/options.hpp"

namespace heaviside::core {

std::string number_text(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

std::string join(const std::vector<std::string>& words, const std::string& separator) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : separator) + word;
  return text;
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char letter : text) {
    if (letter == separator) {
      parts.emplace_back();
    } else {
      parts.back() += letter;
    }
  }
  return parts;
}

std::optional<double> parse_duration(const std::string& text) {
  const auto parts = split(text, ':');
  if (parts.size() == 3) {
    const auto hours = parse_number<std::uint32_t>(parts[0]);
    const auto minutes = parse_number<std::uint32_t>(parts[1]);
    const auto seconds = parse_number<double>(parts[2]);
    const bool clock = hours && minutes && seconds && *minutes < 60 && *seconds >= 0 && *seconds < 60;
    return clock ? std::optional(3600.0 * *hours + 60.0 * *minutes + *seconds) : std::nullopt;
  }
  static const std::map<char, double> units = {{'s', 1}, {'m', 60}, {'h', 3600}};
  const auto unit = text.empty() ? units.end() : units.find(text.back());
  if (unit == units.end()) return parse_number<double>(text);
  const auto count = parse_number<double>(text.substr(0, text.size() - 1));
  return count ? std::optional(*count * unit->second) : std::nullopt;
}

bool Interval::contains(double value) const {
  const bool over_low = has_low ? value >= low : value > low;
  const bool under_high = has_high ? value <= high : value < high;
  return over_low && under_high;  // false for NaN; infinity is under no bound
}

std::string Interval::text() const {
  if (std::isinf(low) && std::isinf(high)) return "a number";
  if (std::isinf(high)) return (has_low ? "a number of at least " : "a number over ") + number_text(low);
  return std::string("a number in ") + (has_low ? "[" : "(") + number_text(low) + ", " + number_text(high) +
         (has_high ? "]" : ")");
}

}  // namespace heaviside::core
