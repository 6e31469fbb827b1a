#include <algorithm>
#include <cmath>
#include <utility>

#include "csv_rows.hpp"
#include "readers.hpp"
#include "text.hpp"

namespace heaviside::data {
namespace {

using RowMajorMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// The 0/1 features of one text column, a category each, in the order of `names`; NaN where the category is missing.
Eigen::MatrixXd indicators(const Eigen::VectorXd& numbers, const Categories& categories,
                           const std::vector<std::string>& names) {
  Eigen::MatrixXd features(numbers.size(), static_cast<Eigen::Index>(names.size()));
  for (std::size_t c = 0; c < names.size(); ++c) {
    const auto number = static_cast<double>(categories.numbers.at(names[c]));
    features.col(static_cast<Eigen::Index>(c)) = numbers.unaryExpr(
        [&](double value) { return std::isnan(value) ? value : static_cast<double>(value == number); });
  }
  return features;
}

/// Orders the categories as their features are to be (a model's stay as they are), and names these features.
void name_categories(const CsvRows& rows, Table& table) {
  for (std::size_t k = 0; k < rows.columns.features.size(); ++k) {
    const std::string& column = rows.columns.features[k];
    if (!rows.one_hot[k]) {
      table.features.push_back(column);
      continue;
    }
    auto names = rows.one_hot[k]->names;
    if (!rows.one_hot[k]->fixed) sort_texts(names);
    for (const auto& category : names) table.features.push_back(column + "=" + category);
    table.encoding.categories[column] = std::move(names);
  }
}

}  // namespace

Table read_csv(const File& file, const ReadOptions& options, core::Log& log) {
  CsvRows rows = read_csv_rows(file, options, log);
  Table table;
  table.labels = std::move(rows.labels);
  table.encoding.columns = rows.columns.features;
  name_categories(rows, table);

  const auto cols = static_cast<Eigen::Index>(rows.columns.features.size());
  const auto n = static_cast<Eigen::Index>(rows.values.size()) / cols;
  const Eigen::Map<const RowMajorMatrix> values(rows.values.data(), n, cols);
  table.X.resize(n, static_cast<Eigen::Index>(table.features.size()));
  Eigen::Index feature = 0;
  for (Eigen::Index k = 0; k < cols; ++k) {
    const auto& one_hot = rows.one_hot[static_cast<std::size_t>(k)];
    if (!one_hot) {
      table.X.col(feature++) = values.col(k);
      continue;
    }
    const auto& names = table.encoding.categories.at(rows.columns.features[static_cast<std::size_t>(k)]);
    const auto width = static_cast<Eigen::Index>(names.size());
    table.X.middleCols(feature, width) = indicators(values.col(k), *one_hot, names);
    feature += width;
  }
  return table;
}

}  // namespace heaviside::data
