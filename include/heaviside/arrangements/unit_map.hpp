/// \file  Pipeline step 2: from directions over exact points' unit coordinates to hyperplanes over the inputs.
#pragma once

#include <Eigen/Core>
#include <span>

#include "heaviside/arrangements/exact_points.hpp"

namespace heaviside::arrangements {

/// Z's columns as functions of the unit coordinates: Z(i,k) = offset[k] + slope[k] * unit(i,k).
class UnitMap {
 public:
  /// \param Z  n x points.columns(), each column an affine function of the points' column, without a bias a linear one
  /// \note Local.
  UnitMap(const ExactPoints& points, const Eigen::MatrixXd& Z, bool bias);

  /// A direction over some columns' unit coordinates, as weights over Z's columns. Local.
  Eigen::VectorXd weights(const Eigen::VectorXd& direction, std::span<const Eigen::Index> columns) const;

 private:
  bool bias_;
  Eigen::VectorXd offset_, slope_;
};

}  // namespace heaviside::arrangements
