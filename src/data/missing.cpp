#include "missing.hpp"

#include <cmath>

#include "heaviside/core/errors.hpp"
#include "heaviside/core/exact_sum.hpp"
#include "text.hpp"

namespace heaviside::data {
namespace {

/// The means of the values that are there: exact sums, so the order of the rows does not matter.
std::vector<double> means_of(const Table& table) {
  std::vector<double> means;
  for (Eigen::Index k = 0; k < table.X.cols(); ++k) {
    core::ExactSum sum;
    std::int64_t count = 0;
    for (const double value : table.X.col(k)) {
      if (std::isnan(value)) continue;
      sum += value;
      ++count;
    }
    if (count == 0) {
      throw core::InputError(table.name + ": every value of " + shown(table.features[static_cast<std::size_t>(k)]) +
                             " is missing, so there is no mean: remove the column or say --missing zero");
    }
    means.push_back(sum.value() / static_cast<double>(count));
  }
  return means;
}

}  // namespace

Missing missing_policy(const ReadOptions& options) {
  if (options.missing != Missing::refuse || options.like == nullptr) return options.missing;
  return options.like->missing;
}

void fill_missing(Table& table, const ReadOptions& options) {
  Encoding& encoding = table.encoding;
  encoding.missing = missing_policy(options);
  if (encoding.missing == Missing::refuse) return;
  if (encoding.missing == Missing::mean) {
    encoding.fill = options.like != nullptr ? options.like->fill : means_of(table);
    if (encoding.fill.size() != table.features.size()) {
      throw core::InputError(table.name + ": the model holds no means for missing values: train with --missing mean");
    }
  }
  for (Eigen::Index k = 0; k < table.X.cols(); ++k) {
    const double fill = encoding.missing == Missing::mean ? encoding.fill.at(static_cast<std::size_t>(k)) : 0.0;
    table.X.col(k) = table.X.col(k).unaryExpr([&](double value) { return std::isnan(value) ? fill : value; });
  }
}

}  // namespace heaviside::data
