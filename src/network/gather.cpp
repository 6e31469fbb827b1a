#include "heaviside/network/gather.hpp"

#include "heaviside/core/stage.hpp"

namespace heaviside::network {
namespace {

struct Entry {
  std::int64_t hyperplane;
  double weight;
};

}  // namespace

Support gather_support(const dictionary::Dictionary& D, const Eigen::VectorXd& w,
                       const arrangements::HyperplaneSource& hyperplanes) {
  const core::StageScope stage(core::Stage::gather);
  std::vector<Entry> mine;
  for (Eigen::Index j = 0; j < w.size(); ++j) {
    if (w[j] != 0) mine.push_back({D.hyperplanes()[static_cast<std::size_t>(j)], w[j]});
  }
  const auto all = D.comm().all_gather(std::span<const Entry>(mine));

  const auto neurons = static_cast<Eigen::Index>(all.size());
  Support support{hyperplanes.shape(), Eigen::MatrixXd(hyperplanes.length(), neurons), Eigen::VectorXd(neurons)};
  for (Eigen::Index k = 0; k < neurons; ++k) {
    const auto& [hyperplane, weight] = all[static_cast<std::size_t>(k)];
    support.hyperplanes.col(k) = hyperplanes.weights(hyperplane);
    support.weights[k] = weight;
  }
  return support;
}

}  // namespace heaviside::network
