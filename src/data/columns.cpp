#include "columns.hpp"

#include <algorithm>
#include <charconv>

#include "text.hpp"

namespace heaviside::data {
namespace {

std::vector<std::string> automatic_names(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t k = 1; k <= count; ++k) names.push_back("x" + std::to_string(k));
  return names;
}

/// The index that a text writes, negative from the end; none if it is no index or out of range.
std::optional<std::size_t> as_index(const std::string& text, std::size_t count) {
  long long index = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  if (error != std::errc() || stop != text.data() + text.size()) return std::nullopt;
  const auto size = static_cast<long long>(count);
  if (index < -size || index >= size) return std::nullopt;
  return static_cast<std::size_t>(index < 0 ? index + size : index);
}

/// The column whose name alone is not among those expected; the last where names do not tell.
std::size_t extra_column(const std::vector<std::string>& header, const std::vector<std::string>& expected,
                         std::size_t count) {
  const auto is_extra = [&](const std::string& name) {
    return std::find(expected.begin(), expected.end(), name) == expected.end();
  };
  if (std::count_if(header.begin(), header.end(), is_extra) != 1) return count - 1;
  return static_cast<std::size_t>(std::find_if(header.begin(), header.end(), is_extra) - header.begin());
}

std::optional<std::size_t> find_label(const File& file, std::size_t count, const std::vector<std::string>& header,
                                      const std::optional<std::vector<std::string>>& expected,
                                      const ReadOptions& options) {
  const bool may_be_unlabelled = options.expected_features.has_value();
  if (expected && count != expected->size() + 1 && !(may_be_unlabelled && count == expected->size())) {
    refuse(file, "expected " + std::to_string(expected->size()) + " features" +
                     (may_be_unlabelled ? ", with or without a label" : " and a label") + ", found " +
                     std::to_string(count) + " column(s)");
  }
  if (may_be_unlabelled && count == expected->size()) return std::nullopt;
  if (count < 2) {
    refuse(file,
           "expected at least one feature and a label, found one column (fields are separated by comma, "
           "semicolon, tab or blanks)");
  }
  if (!options.label.empty()) {
    return find_column(file, header.empty() ? std::vector<std::string>(count) : header, options.label, "--label");
  }
  return may_be_unlabelled ? extra_column(header, *expected, count) : count - 1;
}

/// Names that are there must be those expected, unless those were made up for a file that had none.
void check_names(const File& file, const std::vector<std::string>& found, const std::vector<std::string>& expected) {
  const auto made_up = automatic_names(expected.size());
  for (std::size_t k = 0; k < found.size(); ++k) {
    if (found[k] == expected[k] || expected[k] == made_up[k]) continue;
    refuse(file, "expected " + shown(expected[k]) + " as feature " + std::to_string(k + 1) + ", found column " +
                     shown(found[k]));
  }
}

}  // namespace

std::optional<std::vector<std::string>> expected_columns(const ReadOptions& options) {
  if (options.like != nullptr && !options.like->columns.empty()) return options.like->columns;
  return options.expected_features;
}

std::size_t find_column(const File& file, const std::vector<std::string>& names, const std::string& wanted,
                        const std::string& option) {
  const auto matches = std::count(names.begin(), names.end(), wanted);
  if (matches > 1) refuse(file, option + " " + wanted + ": " + std::to_string(matches) + " columns have this name");
  if (matches == 1) {
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), wanted) - names.begin());
  }
  const auto index = as_index(wanted, names.size());
  if (!index) {
    const bool named = !names.front().empty();
    refuse(file, option + " " + wanted + ": expected " + (named ? "one of " + shown(names) + ", or " : "") +
                     "an index from 0 to " + std::to_string(names.size() - 1) + " (from -1 down: from the end)");
  }
  return *index;
}

Columns assign_columns(const File& file, std::size_t count, const std::vector<std::string>& header,
                       const ReadOptions& options) {
  const auto expected = expected_columns(options);
  Columns columns;
  columns.count = count;
  columns.label = find_label(file, count, header, expected, options);
  columns.features = header.empty() ? automatic_names(columns.label ? count - 1 : count) : header;
  if (!header.empty() && columns.label) {
    columns.features.erase(columns.features.begin() + static_cast<std::ptrdiff_t>(*columns.label));
  }
  if (expected) {
    if (!header.empty()) check_names(file, columns.features, *expected);
    columns.features = *expected;
  }
  columns.all = columns.features;
  if (columns.label) {
    columns.all.insert(columns.all.begin() + static_cast<std::ptrdiff_t>(*columns.label),
                       header.empty() ? "label" : header[*columns.label]);
  }
  return columns;
}

std::vector<std::string> name_features(const File& file, std::size_t d, const ReadOptions& options) {
  if (options.like != nullptr && !options.like->categories.empty()) {
    refuse(file, "expected a csv file with the text column " + shown(options.like->categories.begin()->first));
  }
  const auto expected = expected_columns(options);
  if (!expected) return automatic_names(d);
  if (expected->size() != d) {
    refuse(file, "expected " + std::to_string(expected->size()) + " features, found " + std::to_string(d));
  }
  return *expected;
}

}  // namespace heaviside::data
