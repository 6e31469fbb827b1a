/// \file  Lines, numbers and missing values of text files. Root only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heaviside::data {

/// A double as written in full by `text`; a leading + is allowed. May be NaN or infinite: callers refuse that with a
/// position. Beyond the range of double: infinite, or 0.
std::optional<double> parse_number(std::string_view text);

/// The shortest text that reads back as this number.
std::string shortest_text(double value);

/// Sorts distinct texts: by value if all are numbers, else by their bytes.
void sort_texts(std::vector<std::string>& texts);

/// Empty, NA or ?.
bool is_missing(std::string_view text);

/// `text` without blanks, tabs and carriage returns at both ends.
std::string_view trimmed(std::string_view text);

/// Text of a file in single quotes: cut where it is long, control characters replaced, so that a message is one line.
std::string shown(std::string_view text);

/// The first texts of a list, separated by commas.
std::string shown(const std::vector<std::string>& texts);

/// The lines of a text in order, without their ends; a byte-order mark and blank lines at the end are left out.
class Lines {
 public:
  explicit Lines(std::string_view text);

  /// Goes to the next line; false at the end.
  bool next();
  std::string_view text() const { return line_; }
  std::size_t number() const { return number_; }  // from 1

 private:
  std::string_view rest_;
  std::string_view line_;
  std::size_t number_ = 0;
};

}  // namespace heaviside::data
