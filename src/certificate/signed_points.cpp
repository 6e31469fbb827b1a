#include "signed_points.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <limits>

namespace heaviside::certificate {
namespace {

using arrangements::ExactPoints;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double epsilon = std::numeric_limits<double>::epsilon();

std::size_t index(Index i) { return static_cast<std::size_t>(i); }

std::vector<Index> with_weight(std::span<const Index> rows, const VectorXd& weights) {
  std::vector<Index> result;
  std::ranges::copy_if(rows, std::back_inserter(result), [&](Index row) { return weights[row] != 0; });
  return result;
}

MatrixXd unit_coordinates(const ExactPoints& points, std::span<const Index> rows, std::span<const Index> columns) {
  MatrixXd X(static_cast<Index>(rows.size()), static_cast<Index>(columns.size()));
  for (Index k = 0; k < X.cols(); ++k) {
    for (Index i = 0; i < X.rows(); ++i) X(i, k) = points.unit(rows[index(i)], columns[index(k)]);
  }
  return X;
}

/// W such that X W has second moments like the identity; a diagonal W where X is too near to dependent for that.
MatrixXd isotropic_basis(const MatrixXd& X) {
  if (X.cols() == 0) return MatrixXd(0, 0);  // of points that are all zero
  VectorXd scale = (X.colwise().squaredNorm().transpose() / static_cast<double>(X.rows())).cwiseSqrt();
  scale = (scale.array() > 0).select(scale, 1);
  const MatrixXd scaled = X * scale.cwiseInverse().asDiagonal();
  const MatrixXd moments = scaled.transpose().lazyProduct(scaled) / static_cast<double>(X.rows());
  const Eigen::LLT<MatrixXd> factor(moments);
  MatrixXd W = MatrixXd::Identity(X.cols(), X.cols());
  if (factor.info() == Eigen::Success && factor.matrixLLT().diagonal().minCoeff() > 1e-6)
    factor.matrixU().solveInPlace(W);
  return scale.cwiseInverse().asDiagonal() * W;
}

}  // namespace

SignedPoints::SignedPoints(const ExactPoints& points, std::span<const Index> rows, std::span<const Index> columns,
                           const VectorXd& weights)
    : rows_(with_weight(rows, weights)),
      weights_(weights(rows_)),
      sizes_(weights_.cwiseAbs()),
      least_sum_(weights_.cwiseMin(0).sum()),
      greatest_sum_(weights_.cwiseMax(0).sum()) {
  const MatrixXd X = unit_coordinates(points, rows_, columns);
  basis_ = isotropic_basis(X);
  y_ = X.lazyProduct(basis_);
  for (Index i = 0; i < y_.rows(); ++i) y_.row(i) *= sign(i);
  // A unit coordinate has an error of 4 epsilon, its products and their sum r more. A margin is a sum of r terms, moved
  // at every halving; so is a width.
  const auto r = static_cast<double>(X.cols());
  const MatrixXd terms = X.cwiseAbs().lazyProduct(basis_.cwiseAbs());
  doubt_ = terms.rowwise().sum() * (epsilon * (r + 8 + 2 * r * (halvings + 2)));
}

Index SignedPoints::place_of(Index row) const { return std::ranges::lower_bound(rows_, row) - rows_.begin(); }

}  // namespace heaviside::certificate
