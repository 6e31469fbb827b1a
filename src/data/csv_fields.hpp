/// \file  From lines of csv to fields. Root only.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "file.hpp"

namespace heaviside::data {

/// What separates fields: the most frequent of comma, semicolon and tab outside quotes; a blank stands for any number
/// of blanks.
char find_separator(std::string_view line);

/// Splits lines into fields.
class FieldSplitter {
 public:
  FieldSplitter(const File& file, char separator) : file_(file), separator_(separator) {}

  /// The fields of a line without quotes and without blanks around them; valid until the next call.
  /// \throws core::InputError  for a quote that is not closed on its line, or closed before the end of its field
  const std::vector<std::string_view>& split(std::string_view line, std::size_t line_number);

 private:
  void skip_blanks(std::string_view& rest) const;
  std::string_view take_plain(std::string_view& rest) const;
  std::string_view take_quoted(std::string_view& rest, std::size_t line_number);

  const File& file_;
  char separator_;
  std::vector<std::string_view> fields_;
  std::deque<std::string> unescaped_;  // quoted fields that had "" in them
};

/// Whether the first line names the columns. Where it has text: if that is one of `known_names`, or stands above a
/// number, yes; if the same text occurs below it (a category, a label), no; where all below is other text, yes if no
/// field of the line is a number.
bool has_header(const File& file, char separator, const std::vector<std::string>& known_names);

}  // namespace heaviside::data
