#include "heaviside/data/distinct_rows.hpp"

#include <xxhash.h>

#include <algorithm>
#include <unordered_map>

namespace heaviside::data {
namespace {

using RowMajorMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A hash of each row; rows that are equal as numbers have equal hashes.
std::vector<std::uint64_t> row_hashes(const Eigen::MatrixXd& X) {
  constexpr Eigen::Index rows_at_once = 64;  // X is stored by columns: a cache line of each serves several rows
  std::vector<std::uint64_t> hashes;
  hashes.reserve(static_cast<std::size_t>(X.rows()));
  RowMajorMatrix rows;
  for (Eigen::Index start = 0; start < X.rows(); start += rows_at_once) {
    rows = X.middleRows(start, std::min(rows_at_once, X.rows() - start)).array() + 0.0;  // -0.0 becomes 0.0
    const auto bytes = static_cast<std::size_t>(rows.cols()) * sizeof(double);
    for (Eigen::Index i = 0; i < rows.rows(); ++i) hashes.push_back(XXH3_64bits(rows.data() + i * rows.cols(), bytes));
  }
  return hashes;
}

}  // namespace

std::vector<std::int64_t> distinct_rows(const Eigen::MatrixXd& X) {
  struct Group {
    std::int64_t number;
    Eigen::Index first_row;
  };
  const auto hashes = row_hashes(X);
  std::unordered_multimap<std::uint64_t, Group> groups;  // by hash; rows that only collide are groups of their own
  std::vector<std::int64_t> group_of_row;
  group_of_row.reserve(hashes.size());
  for (Eigen::Index i = 0; i < X.rows(); ++i) {
    const auto hash = hashes[static_cast<std::size_t>(i)];
    const auto [begin, end] = groups.equal_range(hash);
    const auto same =
        std::find_if(begin, end, [&](const auto& entry) { return X.row(entry.second.first_row) == X.row(i); });
    const auto number = same != end ? same->second.number : static_cast<std::int64_t>(groups.size());
    if (same == end) groups.emplace(hash, Group{number, i});
    group_of_row.push_back(number);
  }
  return group_of_row;
}

Eigen::MatrixXd sums_over(const std::vector<std::int64_t>& group, const Eigen::Ref<const Eigen::MatrixXd>& R) {
  const auto groups = group.empty() ? 0 : *std::max_element(group.begin(), group.end()) + 1;
  Eigen::MatrixXd sums = Eigen::MatrixXd::Zero(groups, R.cols());
  for (Eigen::Index k = 0; k < R.cols(); ++k) {
    for (Eigen::Index i = 0; i < R.rows(); ++i) sums(group[static_cast<std::size_t>(i)], k) += R(i, k);
  }
  return sums;
}

}  // namespace heaviside::data
