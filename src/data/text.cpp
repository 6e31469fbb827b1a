#include "text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

namespace heaviside::data {

std::optional<double> parse_number(std::string_view text) {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc::invalid_argument || stop != end) return std::nullopt;
  if (error == std::errc::result_out_of_range) return std::strtod(std::string(text).c_str(), nullptr);
  return value;
}

std::string shortest_text(double value) {
  std::array<char, 32> digits{};
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  return {digits.data(), written.ptr};
}

void sort_texts(std::vector<std::string>& texts) {
  std::sort(texts.begin(), texts.end());
  const auto is_number = [](const std::string& text) { return parse_number(text).has_value(); };
  if (!std::all_of(texts.begin(), texts.end(), is_number)) return;
  std::stable_sort(texts.begin(), texts.end(),
                   [](const std::string& a, const std::string& b) { return *parse_number(a) < *parse_number(b); });
}

bool is_missing(std::string_view text) { return text.empty() || text == "NA" || text == "?"; }

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string shown(std::string_view text) {
  constexpr std::size_t longest = 40;
  std::string result = "'";
  for (const char letter : text.substr(0, longest)) {
    result += static_cast<unsigned char>(letter) < ' ' || letter == '\x7f' ? '?' : letter;
  }
  return result + (text.size() > longest ? "...'" : "'");
}

std::string shown(const std::vector<std::string>& texts) {
  constexpr std::size_t most = 10;
  std::string list;
  for (std::size_t k = 0; k < std::min(most, texts.size()); ++k) list += (k > 0 ? ", " : "") + shown(texts[k]);
  return list + (texts.size() > most ? ", ..." : "");
}

Lines::Lines(std::string_view text) : rest_(text) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (rest_.starts_with(byte_order_mark)) rest_.remove_prefix(byte_order_mark.size());
  const auto last = rest_.find_last_not_of(" \t\r\n");
  rest_ = last == std::string_view::npos ? std::string_view() : rest_.substr(0, rest_.find('\n', last));
}

bool Lines::next() {
  if (rest_.empty()) return false;
  const auto end = rest_.find('\n');
  line_ = rest_.substr(0, end);
  if (line_.ends_with('\r')) line_.remove_suffix(1);
  rest_ = end == std::string_view::npos ? std::string_view() : rest_.substr(end + 1);
  ++number_;
  return true;
}

}  // namespace heaviside::data
