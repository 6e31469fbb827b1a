/// \file  Pipeline step 5, inside: weighted points, turned so that every weight counts alike.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <span>
#include <vector>

#include "heaviside/arrangements/exact_points.hpp"

namespace heaviside::certificate {

/// Points x_i with weights w_i as y_i = sign(w_i) x_i with sizes |w_i|, so that
///
///     s(u) = sum_i w_i 1{x_i'u >= 0}  <=  sum_i min(w_i, 0) + sum_i |w_i| 1{y_i'u >= 0},
///
/// with equality where no x_i'u is zero. Points of weight zero are left out.
///
/// Coordinates are a basis in which the points are spread alike in all directions. Weights are integers, whose sums
/// double precision holds exactly.
/// \note Local.
class SignedPoints {
 public:
  /// \param rows, columns  the points, increasing, and columns that are a basis of their column space
  /// \param weights        of all points, by row: integers, whose sizes sum to at most 2^52
  SignedPoints(const arrangements::ExactPoints& points, std::span<const Eigen::Index> rows,
               std::span<const Eigen::Index> columns, const Eigen::VectorXd& weights);

  Eigen::Index size() const { return y_.rows(); }
  Eigen::Index dimension() const { return y_.cols(); }
  const Eigen::MatrixXd& coordinates() const { return y_; }  ///< a point a row
  const Eigen::VectorXd& sizes() const { return sizes_; }    ///< |w_i|
  Eigen::Index row(Eigen::Index i) const { return rows_[static_cast<std::size_t>(i)]; }
  Eigen::Index place_of(Eigen::Index row) const;  ///< its inverse
  double sign(Eigen::Index i) const { return weights_[i] < 0 ? -1 : 1; }

  /// min(w_i, 0): what the point adds where it is below, y_i'u < 0.
  double least(Eigen::Index i) const { return std::min(weights_[i], 0.0); }
  double least_sum() const { return least_sum_; }
  double greatest_sum() const { return greatest_sum_; }  ///< likewise of max(w_i, 0)

  /// What the point adds to s(u), by its margin y_i'u, which is not zero.
  double share(Eigen::Index i, double margin) const { return margin > 0 ? std::max(weights_[i], 0.0) : least(i); }

  /// At least the error of any computed y_i'u with |u| <= 1 in every coordinate.
  const Eigen::VectorXd& doubt() const { return doubt_; }

  /// A direction over the columns' unit coordinates.
  Eigen::VectorXd direction(const Eigen::VectorXd& u) const { return basis_ * u; }

  static constexpr int halvings = 60;  ///< of a coordinate of a cone, at most, for `doubt` to hold

 private:
  std::vector<Eigen::Index> rows_;
  Eigen::VectorXd weights_, sizes_;
  double least_sum_, greatest_sum_;
  Eigen::MatrixXd basis_;  // columns x r
  Eigen::MatrixXd y_;
  Eigen::VectorXd doubt_;
};

}  // namespace heaviside::certificate
