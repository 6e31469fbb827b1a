#include "csv_rows.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "csv_fields.hpp"
#include "missing.hpp"
#include "text.hpp"

namespace heaviside::data {
namespace {

using Texts = std::vector<std::string>;

constexpr double missing_value = std::numeric_limits<double>::quiet_NaN();

/// Names that the options and the model use for columns.
Texts known_names(const ReadOptions& options) {
  Texts names = expected_columns(options).value_or(Texts{});
  names.insert(names.end(), options.one_hot.begin(), options.one_hot.end());
  if (!options.label.empty()) names.push_back(options.label);
  return names;
}

Categories fixed_categories(const Texts& names) {
  Categories categories;
  for (const auto& name : names) categories.add(name);
  categories.fixed = true;
  return categories;
}

/// The text columns among the features: those of a model, or those that the options name.
std::vector<std::optional<Categories>> one_hot_columns(const File& file, const Columns& columns,
                                                       const ReadOptions& options) {
  std::vector<std::optional<Categories>> result(columns.features.size());
  if (options.like != nullptr) {
    for (std::size_t k = 0; k < result.size(); ++k) {
      const auto known = options.like->categories.find(columns.features[k]);
      if (known != options.like->categories.end()) result[k] = fixed_categories(known->second);
    }
    return result;
  }
  for (const auto& wanted : options.one_hot) {
    const std::size_t k = find_column(file, columns.all, wanted, "--one-hot");
    if (k == columns.label) refuse(file, "--one-hot " + wanted + ": this column is the label");
    result[columns.feature_of(k)].emplace();
  }
  return result;
}

/// One line's place in the file and the rules for its fields.
class RowReader {
 public:
  RowReader(const File& file, bool accept_missing, CsvRows& rows)
      : file_(file), accept_missing_(accept_missing), rows_(rows) {}

  void read(const std::vector<std::string_view>& fields, std::size_t line) {
    line_ = line;
    const std::size_t expected = rows_.columns.count;
    if (fields.size() != expected) {
      refuse(file_, line, std::min(fields.size(), expected) + 1,
             "expected " + std::to_string(expected) + " fields as in the first line, found " +
                 std::to_string(fields.size()));
    }
    for (std::size_t k = 0; k < expected; ++k) {
      if (k == rows_.columns.label) {
        rows_.labels.push_back(label(fields[k], k));
      } else {
        rows_.values.push_back(value(fields[k], k));
      }
    }
  }

 private:
  [[noreturn]] void refuse_field(std::size_t k, const std::string& what) const { refuse(file_, line_, k + 1, what); }
  std::string name(std::size_t k) const { return "column " + shown(rows_.columns.all[k]); }

  std::string label(std::string_view field, std::size_t k) const {
    if (is_missing(field)) {
      refuse_field(k, "expected a label in " + name(k) + ", found a missing value " + shown(field));
    }
    const auto number = parse_number(field);
    if (number && !std::isfinite(*number)) refuse_field(k, "expected a finite label, found " + shown(field));
    return std::string(field);
  }

  double value(std::string_view field, std::size_t k) {
    if (is_missing(field)) {
      if (accept_missing_) return missing_value;
      refuse_field(k, "expected a value in " + name(k) + ", found a missing value " + shown(field) +
                          ": say --missing zero or --missing mean");
    }
    if (rows_.one_hot[rows_.columns.feature_of(k)]) return category(field, k);
    const auto number = parse_number(field);
    if (!number) {
      refuse_field(k, "expected a number in " + name(k) + ", found " + shown(field) + ": encode text with --one-hot " +
                          rows_.columns.all[k]);
    }
    if (!std::isfinite(*number)) refuse_field(k, "expected a finite number in " + name(k) + ", found " + shown(field));
    return *number;
  }

  double category(std::string_view field, std::size_t k) {
    Categories& categories = *rows_.one_hot[rows_.columns.feature_of(k)];
    const std::string text(field);
    if (!categories.fixed) categories.add(text);
    const auto found = categories.numbers.find(text);
    if (found == categories.numbers.end()) {
      refuse_field(k, "expected a category of " + name(k) + " that occurs in the training data, found " + shown(field));
    }
    return static_cast<double>(found->second);
  }

  const File& file_;
  bool accept_missing_;
  CsvRows& rows_;
  std::size_t line_ = 0;
};

}  // namespace

CsvRows read_csv_rows(const File& file, const ReadOptions& options, core::Log& log) {
  Lines lines(file.bytes());
  if (!lines.next()) refuse(file, "the file has blank lines only");
  const char separator = find_separator(lines.text());
  FieldSplitter splitter(file, separator);
  const bool header = has_header(file, separator, known_names(options));
  const auto& first = splitter.split(lines.text(), lines.number());

  CsvRows rows;
  rows.columns = assign_columns(file, first.size(), header ? Texts(first.begin(), first.end()) : Texts{}, options);
  rows.one_hot = one_hot_columns(file, rows.columns, options);
  RowReader reader(file, missing_policy(options) != Missing::refuse, rows);
  const auto most_rows = static_cast<std::size_t>(std::count(file.bytes().begin(), file.bytes().end(), '\n')) + 1;
  rows.values.reserve(most_rows * rows.columns.features.size());
  if (!header) reader.read(first, lines.number());
  while (lines.next()) reader.read(splitter.split(lines.text(), lines.number()), lines.number());
  if (rows.values.empty()) refuse(file, lines.number() + 1, 1, "expected rows of data after the header, found none");
  if (!header) log.note(file.name + ": no header, so the features are named x1, x2, ...");
  return rows;
}

}  // namespace heaviside::data
