/// \file  Pipeline step 1: which rows are equal.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

namespace heaviside::data {

/// The group of each row of X (n x d): equal rows share one, groups are numbered from 0 by first occurrence.
/// Equal as numbers: -0.0 equals 0.0. Local.
std::vector<std::int64_t> distinct_rows(const Eigen::MatrixXd& X);

/// The sums of R (n x K) over the rows of each group: groups x K.
/// \param group  length n, numbers from 0, none left out
/// \note Local, row by row in their order.
Eigen::MatrixXd sums_over(const std::vector<std::int64_t>& group, const Eigen::Ref<const Eigen::MatrixXd>& R);

}  // namespace heaviside::data
