#include "heaviside/baselines/surrogate.hpp"

#include <algorithm>
#include <cassert>

namespace heaviside::baselines {

using Eigen::MatrixXd;

Surrogate surrogate_named(const std::string& word) {
  const auto found = std::find(surrogate_words.begin(), surrogate_words.end(), word);
  assert(found != surrogate_words.end());
  return static_cast<Surrogate>(found - surrogate_words.begin());
}

MatrixXd slopes(Surrogate surrogate, const MatrixXd& potentials) {
  constexpr double leak = 0.01;
  const auto t = potentials.array();
  switch (surrogate) {
    case Surrogate::identity:
      break;
    case Surrogate::relu:
      return (t > 0).cast<double>();
    case Surrogate::leaky_relu:
      return (t > 0).cast<double>() * (1 - leak) + leak;
    case Surrogate::clipped_relu:
      return (t >= 0 && t <= 1).cast<double>();
  }
  return MatrixXd::Ones(potentials.rows(), potentials.cols());
}

}  // namespace heaviside::baselines
