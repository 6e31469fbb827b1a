#include "heaviside/arrangements/grouped_rows.hpp"

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

Eigen::VectorXd GroupedRows::sums(const Eigen::VectorXd& r) const {
  Eigen::VectorXd sums = Eigen::VectorXd::Zero(distinct.rows());
  for (Index i = 0; i < r.size(); ++i) sums[group[static_cast<std::size_t>(i)]] += r[i];
  return sums;
}

}  // namespace heaviside::arrangements
