#include "heaviside/arrangements/hyperplanes.hpp"

#include "heaviside/core/random.hpp"

namespace heaviside::arrangements {
namespace {

/// Fills the weights of a subnetwork, unit by unit.
void draw_subnetwork(std::uint64_t seed, const SubnetworkShape& shape, std::int64_t index, Eigen::VectorXd& weights) {
  double* next = weights.data();
  Eigen::Index inputs = shape.inputs;
  std::uint64_t layer = core::stream::first_layer;
  const auto draw = [&](Eigen::Index units) {
    for (Eigen::Index unit = 0; unit < units; ++unit, next += inputs)
      core::normals(seed, layer, static_cast<std::uint64_t>(index * units + unit),
                    {next, static_cast<std::size_t>(inputs)});
    inputs = units;
    ++layer;
  };
  for (const Eigen::Index width : shape.widths) draw(width);
  draw(1);
}

}  // namespace

Eigen::VectorXd SampledHyperplanes::weights(std::int64_t index) const {
  Eigen::VectorXd u = Eigen::VectorXd::Zero(length());
  if (index > 0) {
    draw_subnetwork(seed_, shape_, index, u);
  } else if (bias_ && !shape_.deep()) {
    u[shape_.inputs - 1] = 1;
  }
  return u;
}

Eigen::VectorXd SharedFirstLayer::weights(std::int64_t index) const {
  Eigen::VectorXd weights(length());
  weights << first_, last_.row(index).transpose();
  return weights;
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
