/// \file  The rows of a csv file as numbers, before text columns become features. Root only.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "columns.hpp"

namespace heaviside::data {

/// The categories of a one-hot column, numbered as they are met or as a model has them.
struct Categories {
  std::vector<std::string> names;
  std::unordered_map<std::string, std::size_t> numbers;
  bool fixed = false;

  void add(const std::string& name) {
    if (numbers.emplace(name, names.size()).second) names.push_back(name);
  }
};

/// What the file's columns are, and what the rows hold: one number a feature column, the number of the category in
/// one-hot columns, NaN where missing.
struct CsvRows {
  Columns columns;
  std::vector<std::optional<Categories>> one_hot;  // of each feature column
  std::vector<double> values;                      // row by row
  std::vector<std::string> labels;
};

/// \throws core::InputError  naming line and field of what cannot be read
CsvRows read_csv_rows(const File& file, const ReadOptions& options, core::Log& log);

}  // namespace heaviside::data
