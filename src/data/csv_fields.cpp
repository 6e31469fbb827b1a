#include "csv_fields.hpp"

#include <algorithm>
#include <map>

#include "text.hpp"

namespace heaviside::data {

char find_separator(std::string_view line) {
  std::map<char, int> counts;
  bool inside_quotes = false;
  for (const char letter : line) {
    if (letter == '"') inside_quotes = !inside_quotes;
    if (!inside_quotes) ++counts[letter];
  }
  char best = ',';
  for (const char candidate : {';', '\t'}) {
    if (counts[candidate] > counts[best]) best = candidate;
  }
  return counts[best] > 0 ? best : ' ';
}

const std::vector<std::string_view>& FieldSplitter::split(std::string_view line, std::size_t line_number) {
  fields_.clear();
  unescaped_.clear();
  std::string_view rest = separator_ == ' ' ? trimmed(line) : line;
  while (true) {
    skip_blanks(rest);
    fields_.push_back(rest.starts_with('"') ? take_quoted(rest, line_number) : take_plain(rest));
    if (rest.empty()) return fields_;
    rest.remove_prefix(1);  // the separator
  }
}

void FieldSplitter::skip_blanks(std::string_view& rest) const {
  const std::string_view blanks = separator_ == '\t' ? " " : " \t";
  rest.remove_prefix(std::min(rest.find_first_not_of(blanks), rest.size()));
}

std::string_view FieldSplitter::take_plain(std::string_view& rest) const {
  const std::string_view field = rest.substr(0, rest.find(separator_));
  rest.remove_prefix(field.size());
  return trimmed(field);
}

std::string_view FieldSplitter::take_quoted(std::string_view& rest, std::size_t line_number) {
  const std::size_t column = fields_.size() + 1;
  std::string_view field;
  std::string* unescaped = nullptr;
  for (bool closed = false; !closed;) {
    const auto end = rest.find('"', 1);
    if (end == std::string_view::npos) {
      refuse(file_, line_number, column, "expected a closing quote on the same line, found " + shown(rest));
    }
    field = rest.substr(1, end - 1);
    rest.remove_prefix(end + 1);
    const bool escape = rest.starts_with('"');
    if (escape && unescaped == nullptr) unescaped = &unescaped_.emplace_back();
    if (unescaped != nullptr) unescaped->append(field).append(escape ? "\"" : "");
    closed = !escape;
  }
  const std::string_view after = rest;
  if (separator_ != ' ') skip_blanks(rest);
  if (!rest.empty() && rest.front() != separator_) {
    refuse(file_, line_number, column, "expected the end of the field after its closing quote, found " + shown(after));
  }
  return unescaped != nullptr ? std::string_view(*unescaped) : field;
}

bool has_header(const File& file, char separator, const std::vector<std::string>& known_names) {
  FieldSplitter splitter(file, separator);
  Lines lines(file.bytes());
  lines.next();
  const auto& fields = splitter.split(lines.text(), lines.number());
  const std::vector<std::string> first(fields.begin(), fields.end());
  std::vector<std::size_t> text_columns;
  for (std::size_t k = 0; k < first.size(); ++k) {
    if (parse_number(first[k]) || is_missing(first[k])) continue;
    if (std::find(known_names.begin(), known_names.end(), first[k]) != known_names.end()) return true;
    text_columns.push_back(k);
  }
  while (!text_columns.empty() && lines.next()) {
    const auto& below = splitter.split(lines.text(), lines.number());
    for (const std::size_t k : text_columns) {
      if (k >= below.size() || is_missing(below[k])) continue;
      if (parse_number(below[k])) return true;
      if (below[k] == first[k]) return false;
    }
  }
  return text_columns.size() == first.size();
}

}  // namespace heaviside::data
