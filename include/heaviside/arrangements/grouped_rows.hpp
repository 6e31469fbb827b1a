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

  /// The sums of R (K numbers a row) over the groups: groups x K. Local.
  Eigen::MatrixXd sums(const Eigen::MatrixXd& R) const;

  /// What a climb from u is to correlate with, of such sums S: S c, c of norm 1 with c'S'p the largest, which is
  /// ||S'p||, p the pattern of u. With one output S itself. Local.
  Eigen::VectorXd toward(const Eigen::VectorXd& u, const Eigen::MatrixXd& S) const;
};

}  // namespace heaviside::arrangements
