#include "grid_line.hpp"

#include <charconv>
#include <cstdint>

#include "heaviside/core/errors.hpp"

namespace heaviside::pipeline {
namespace {

constexpr std::int64_t longest_range = 1'000'000;
constexpr const char* blanks = " \t\r";

bool is_blank(char letter) { return letter == ' ' || letter == '\t' || letter == '\r'; }

/// The text without a comment, which a # begins at the start of a word, and without blanks around it.
std::string content_of(const std::string& line) {
  bool quoted = false;
  std::size_t end = 0;
  for (; end < line.size(); ++end) {
    if (line[end] == '"') quoted = !quoted;
    if (line[end] == '#' && !quoted && (end == 0 || is_blank(line[end - 1]))) break;
  }
  const std::string text = line.substr(0, end);
  const auto first = text.find_first_not_of(blanks);
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  bool quoted = false;
  bool inside = false;
  for (const char letter : text) {
    if (!quoted && is_blank(letter)) {
      inside = false;
      continue;
    }
    if (!inside) words.emplace_back();
    inside = true;
    if (letter == '"') {
      quoted = !quoted;
    } else {
      words.back() += letter;
    }
  }
  if (quoted) throw core::InputError("a quotation mark is not closed");
  return words;
}

bool read_integer(const std::string& text, std::int64_t& value) {
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && stop == text.data() + text.size() && !text.empty();
}

/// A word, or the integers of a range first..last.
void append_values(const std::string& word, std::vector<std::string>& values) {
  const auto dots = word.find("..");
  std::int64_t first = 0;
  std::int64_t last = 0;
  const bool range = dots != std::string::npos && read_integer(word.substr(0, dots), first) &&
                     read_integer(word.substr(dots + 2), last);
  if (!range) {
    values.push_back(word);
    return;
  }
  if (first < 0 || last < first || last - first >= longest_range)
    throw core::InputError("expected a range of integers from 0 on, at most a million, found '" + word + "'");
  for (std::int64_t value = first; value <= last; ++value) values.push_back(std::to_string(value));
}

GridLine section_of(const std::string& text) {
  if (text.back() != ']') throw core::InputError("expected [zip], [data NAME] or [method NAME], found '" + text + "'");
  auto words = words_of(text.substr(1, text.size() - 2));
  if (words.empty()) words.emplace_back();
  GridLine line{GridLineKind::section, words.front(), {words.begin() + 1, words.end()}};
  const std::size_t names = line.name == "zip" ? 0 : 1;
  if ((line.name != "zip" && line.name != "data" && line.name != "method") || line.values.size() != names)
    throw core::InputError("expected [zip], [data NAME] or [method NAME], found '" + text + "'");
  return line;
}

}  // namespace

GridLine parse_grid_line(const std::string& raw) {
  const std::string text = content_of(raw);
  if (text.empty()) return {};
  if (text.front() == '[') return section_of(text);
  const auto equals = text.find('=');
  if (equals == std::string::npos) throw core::InputError("expected option = value ..., found '" + text + "'");
  const auto names = words_of(text.substr(0, equals));
  if (names.size() != 1) throw core::InputError("expected one option before =, found '" + text + "'");
  GridLine line{GridLineKind::option, names.front(), {}};
  for (const auto& word : words_of(text.substr(equals + 1))) append_values(word, line.values);
  if (line.values.empty()) throw core::InputError(line.name + " has no value");
  return line;
}

}  // namespace heaviside::pipeline
