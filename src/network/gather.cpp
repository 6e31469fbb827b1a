#include "heaviside/network/gather.hpp"

#include "heaviside/core/stage.hpp"

namespace heaviside::network {

Support gather_support(const dictionary::Dictionary& D, const Eigen::VectorXd& w,
                       const arrangements::HyperplaneSource& hyperplanes, Eigen::Index outputs) {
  const core::StageScope stage(core::Stage::gather);
  std::vector<std::int64_t> chosen;
  std::vector<double> weights;
  for (Eigen::Index j = 0; j < D.local().size(); ++j) {
    const auto group = w.segment(j * outputs, outputs);
    if ((group.array() == 0).all()) continue;
    chosen.push_back(D.hyperplanes()[static_cast<std::size_t>(j)]);
    weights.insert(weights.end(), group.begin(), group.end());
  }
  chosen = D.comm().all_gather(std::span<const std::int64_t>(chosen));
  weights = D.comm().all_gather(std::span<const double>(weights));

  const auto neurons = std::ssize(chosen);
  Support support{hyperplanes.shape(), Eigen::MatrixXd(hyperplanes.length(), neurons),
                  Eigen::Map<const Eigen::MatrixXd>(weights.data(), outputs, neurons)};
  for (Eigen::Index k = 0; k < neurons; ++k)
    support.hyperplanes.col(k) = hyperplanes.weights(chosen[static_cast<std::size_t>(k)]);
  return support;
}

}  // namespace heaviside::network
