#include "heaviside/data/held_once.hpp"

#include "heaviside/core/pages.hpp"

namespace heaviside::data {

Eigen::MatrixXd held_once(const core::Nodes& nodes, Eigen::Index rows, Eigen::Index cols,
                          const std::function<void(Eigen::MatrixXd&)>& fill) {
  Eigen::MatrixXd held;
  {
    const core::OwnPages scope;
    held.resize(rows, cols);
  }
  nodes.fill_once({held.data(), static_cast<std::size_t>(held.size())}, [&] { fill(held); });
  return held;
}

}  // namespace heaviside::data
