/// \file  Which columns of a file are features and which is the label. Root only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "file.hpp"
#include "heaviside/data/read.hpp"

namespace heaviside::data {

/// What each column of a csv or npy file is.
struct Columns {
  std::size_t count = 0;              // with the label
  std::optional<std::size_t> label;   // none: unlabelled
  std::vector<std::string> features;  // names of the others, in order
  std::vector<std::string> all;       // names of all, the label's among them

  /// Which feature a column is that is not the label.
  std::size_t feature_of(std::size_t column) const { return column - (label && column > *label ? 1 : 0); }
};

/// \param header  the names in the file; empty if it has none
/// \throws core::InputError  for a label that is not there, one column only, other columns than expected
Columns assign_columns(const File& file, std::size_t count, const std::vector<std::string>& header,
                       const ReadOptions& options);

/// The position of a column given by name or by index; `option` is named where there is none.
std::size_t find_column(const File& file, const std::vector<std::string>& names, const std::string& wanted,
                        const std::string& option);

/// The columns that a file must have beside its label; none if any will do.
std::optional<std::vector<std::string>> expected_columns(const ReadOptions& options);

/// Names for the d features of a format that has none: those expected, or x1, x2, ...
/// \throws core::InputError  where another number of features is expected, or text columns
std::vector<std::string> name_features(const File& file, std::size_t d, const ReadOptions& options);

}  // namespace heaviside::data
