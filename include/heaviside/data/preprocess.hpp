/// \file  Pipeline step 1: from raw features to the inputs of the first layer.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "heaviside/core/communicator.hpp"

namespace heaviside::data {

/// Z = (X - mean) / scale, column by column; both of length d.
struct Preprocessing {
  Eigen::VectorXd mean;
  Eigen::VectorXd scale;
};

/// Mean and population standard deviation of each column of X (n x d), the same bits whatever the order of the rows;
/// scale is 1 for a constant column. Without `standardize`: mean 0, scale 1.
/// \throws core::InputError  where values are too large for a mean
/// \note Local.
Preprocessing fit(const Eigen::MatrixXd& X, bool standardize);

/// Z (n x d).
/// \throws core::InputError  where X has another number of columns
/// \note Local.
Eigen::MatrixXd apply(const Eigen::MatrixXd& X, const Preprocessing& preprocessing);

/// Column k of Z. Local.
Eigen::VectorXd apply(const Eigen::MatrixXd& X, const Preprocessing& preprocessing, Eigen::Index k);

/// The columns of Z = apply(X, preprocessing) to keep, increasing: each is linearly independent of those kept before it
/// and, with `bias`, of the column of ones; so constant columns go. A column whose part outside their span is at most
/// 1e-10 of its norm counts as dependent. May be empty.
///
/// \note Collective: the root decides (a Householder factorisation, 2 n d^2 flops) and broadcasts, as rounding may
///       differ between unlike processors.
std::vector<Eigen::Index> independent_columns(const core::Communicator& comm, const Eigen::MatrixXd& X,
                                              const Preprocessing& preprocessing, bool bias);

}  // namespace heaviside::data
