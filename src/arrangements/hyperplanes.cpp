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

}  // namespace heaviside::arrangements
