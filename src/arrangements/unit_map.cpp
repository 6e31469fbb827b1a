#include "heaviside/arrangements/unit_map.hpp"

#include <cmath>

namespace heaviside::arrangements {

using Eigen::Index;
using Eigen::VectorXd;

UnitMap::UnitMap(const ExactPoints& points, const Eigen::MatrixXd& Z, bool bias)
    : bias_(bias), offset_(VectorXd::Zero(Z.cols())), slope_(VectorXd::Ones(Z.cols())) {
  for (Index k = 0; k < Z.cols(); ++k) {
    for (Index i = 0; bias && k + 1 < Z.cols() && i < Z.rows(); ++i) {
      if (points.unit(i, k) == 0) offset_[k] = Z(i, k);
    }
    double largest = 0;
    for (Index i = 0; i < Z.rows(); ++i) {
      if (std::abs(points.unit(i, k)) <= largest) continue;
      largest = std::abs(points.unit(i, k));
      slope_[k] = (Z(i, k) - offset_[k]) / points.unit(i, k);
    }
  }
}

VectorXd UnitMap::weights(const VectorXd& direction, std::span<const Index> columns) const {
  VectorXd u = VectorXd::Zero(slope_.size());
  for (std::size_t k = 0; k < columns.size(); ++k)
    u[columns[k]] = direction[static_cast<Index>(k)] / slope_[columns[k]];
  if (bias_) u[u.size() - 1] -= u.head(u.size() - 1).dot(offset_.head(u.size() - 1));
  return u;
}

}  // namespace heaviside::arrangements
