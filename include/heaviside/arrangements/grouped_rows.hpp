/// \file  Pipeline step 2: equal rows as one, for searches that look at all samples many times.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "heaviside/arrangements/climb.hpp"

namespace heaviside::arrangements {

/// The distinct rows of a matrix, and which each row is.
struct GroupedRows {
  explicit GroupedRows(const Eigen::MatrixXd& rows);

  std::vector<std::int64_t> group;  ///< of each row: equal rows share one
  RowMatrix distinct;               ///< a row each group, in their order

  /// The sums of r (a number a row) over the groups. Local.
  Eigen::VectorXd sums(const Eigen::VectorXd& r) const;
};

}  // namespace heaviside::arrangements
