#include "heaviside/arrangements/hyperplanes.hpp"

#include "heaviside/core/random.hpp"

namespace heaviside::arrangements {

Eigen::VectorXd SampledHyperplanes::weights(std::int64_t index) const {
  Eigen::VectorXd u = Eigen::VectorXd::Zero(inputs_);
  if (index > 0) {
    core::normals(seed_, core::stream::first_layer, static_cast<std::uint64_t>(index),
                  {u.data(), static_cast<std::size_t>(inputs_)});
  } else if (bias_) {
    u[inputs_ - 1] = 1;
  }
  return u;
}

Eigen::VectorXd GrowingHyperplanes::weights(std::int64_t index) const {
  return index < base_.count() ? base_.weights(index) : Eigen::VectorXd(added_.col(index - base_.count()));
}

std::int64_t GrowingHyperplanes::append(const Eigen::MatrixXd& U) {
  const std::int64_t first = count();
  const Eigen::Index before = added_.cols();
  added_.conservativeResize(Eigen::NoChange, before + U.cols());
  added_.rightCols(U.cols()) = U;
  return first;
}

}  // namespace heaviside::arrangements
