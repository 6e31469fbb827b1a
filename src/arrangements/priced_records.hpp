/// \file  What the ranks' searches found, put together.
#pragma once

#include <span>
#include <vector>

#include "heaviside/arrangements/pricing.hpp"
#include "heaviside/core/communicator.hpp"

namespace heaviside::arrangements {

/// The finds of all ranks, in the order of the ranks.
/// \param length  weights of each find, the same on every rank
/// \note Collective: gathers length + 1 doubles a find.
inline std::vector<PricedHyperplane> gather_priced(const core::Communicator& comm,
                                                   std::span<const PricedHyperplane> mine, Eigen::Index length) {
  std::vector<double> records;
  for (const auto& [u, score] : mine) {
    records.push_back(score);
    records.insert(records.end(), u.begin(), u.end());
  }
  const auto all = comm.all_gather(std::span<const double>(records));  // [gather]
  const auto width = static_cast<std::size_t>(length) + 1;
  std::vector<PricedHyperplane> priced;
  for (std::size_t at = 0; at < all.size(); at += width)
    priced.push_back({Eigen::Map<const Eigen::VectorXd>(all.data() + at + 1, length), all[at]});
  return priced;
}

}  // namespace heaviside::arrangements
