#include "heaviside/arrangements/grouped_rows.hpp"

#include <cmath>

#include "heaviside/data/distinct_rows.hpp"

namespace heaviside::arrangements {
namespace {

using Eigen::Index;

/// The first row of each group.
RowMatrix first_rows(const Eigen::MatrixXd& rows, const std::vector<std::int64_t>& group) {
  std::vector<Index> first;
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (group[i] == static_cast<std::int64_t>(first.size())) first.push_back(static_cast<Index>(i));
  }
  return rows(first, Eigen::all);
}

}  // namespace

GroupedRows::GroupedRows(const Eigen::MatrixXd& rows)
    : group(data::distinct_rows(rows)), distinct(first_rows(rows, group)) {}

Eigen::MatrixXd GroupedRows::sums(const Eigen::MatrixXd& R) const { return data::sums_over(group, R); }

Eigen::VectorXd GroupedRows::toward(const Eigen::VectorXd& u, const Eigen::MatrixXd& S) const {
  if (S.cols() == 1) return S.col(0);
  const Eigen::VectorXd pattern = ((distinct * u).array() >= 0).cast<double>();
  const Eigen::VectorXd correlations = S.transpose() * pattern;
  const double norm = correlations.norm();
  if (norm == 0) return S.rowwise().sum() / std::sqrt(static_cast<double>(S.cols()));
  return S * (correlations / norm);
}

}  // namespace heaviside::arrangements
