#include "heaviside/network/gather.hpp"

#include "heaviside/core/stage.hpp"
#include "heaviside/solver/distributed_vector.hpp"

namespace heaviside::network {

WeightedColumns gather_columns(const dictionary::Dictionary& D, const Eigen::VectorXd& w, Eigen::Index outputs) {
  const auto support = solver::support_of(w, outputs);
  std::vector<std::int64_t> hyperplanes;
  for (const auto j : support) hyperplanes.push_back(D.hyperplanes()[static_cast<std::size_t>(j)]);
  const Eigen::VectorXd weights = solver::gather_all(D.comm(), solver::groups_at(w, outputs, support));  // [gather]
  return {D.comm().all_gather(std::span<const std::int64_t>(hyperplanes)),                               // [gather]
          weights.reshaped(outputs, weights.size() / outputs)};
}

Support gather_support(const dictionary::Dictionary& D, const Eigen::VectorXd& w,
                       const arrangements::HyperplaneSource& hyperplanes, Eigen::Index outputs) {
  const core::StageScope stage(core::Stage::gather);
  auto [chosen, weights] = gather_columns(D, w, outputs);
  Support support{hyperplanes.shape(), Eigen::MatrixXd(hyperplanes.length(), std::ssize(chosen)), std::move(weights)};
  for (Eigen::Index k = 0; k < std::ssize(chosen); ++k)
    support.hyperplanes.col(k) = hyperplanes.weights(chosen[static_cast<std::size_t>(k)]);
  return support;
}

}  // namespace heaviside::network
