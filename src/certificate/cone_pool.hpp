/// \file  Pipeline step 5, inside: a branch and bound over all ranks, in rounds that do not depend on their number.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "cone_search.hpp"
#include "heaviside/certificate/exact_pricing.hpp"
#include "heaviside/core/communicator.hpp"
#include "heaviside/core/signals.hpp"

namespace heaviside::certificate {

/// When a search ends before its proof is complete.
struct PoolGoal {
  double target;         ///< sums up to this are of no interest
  std::int64_t nodes;    ///< cones to look at
  bool ends_when_found;  ///< a while after the first sum above the target
  const core::StopWatcher* stop;
  std::function<void(std::int64_t nodes, double bound)> observe;
  std::span<const double> resume = {};  ///< goes on from a state of the same search; empty: begins
  SearchKeeper keep = {};
};

/// A direction over the unit coordinates, and the sum that it gathers.
struct FoundDirection {
  double sum;
  Eigen::VectorXd direction;
};

struct PoolResult {
  double best = 0;                    ///< the largest sum found; u = 0 has the sum of all weights
  double bound = 0;                   ///< no sum is larger
  std::vector<FoundDirection> found;  ///< sums above the target, one an explored cone at most
  bool complete = false;
  std::int64_t nodes = 0;
  core::StopReason stopped = core::StopReason::none;
};

/// The cones that are still open, the same list on every rank.
///
/// A round takes the most promising cones, a fixed number of them; each is explored by one rank, for a fixed number of
/// nodes and against what was found before the round. So what happens in a round is the same on any number of ranks.
class ConePool {
 public:
  ConePool(const core::Communicator& comm, ConeSearch search);

  /// \note Collective.
  PoolResult run(const PoolGoal& goal);

 private:
  std::vector<Cone> take_round();
  std::vector<Exploration> explore(const std::vector<Cone>& round, const Goal& goal, double best,
                                   const core::StopWatcher* stop, core::StopReason& stopped);
  void merge(std::vector<Exploration> explored, double target, PoolResult& result);
  double bound(const PoolResult& result) const;
  std::vector<double> state(const PoolResult& result, std::int64_t last_node, const std::vector<Cone>& round) const;
  std::vector<Cone> resume(std::span<const double> state, PoolResult& result, std::int64_t& last_node);

  core::Communicator comm_;
  ConeSearch search_;
  std::vector<Cone> open_;  // a heap, the largest bound on top
  double closed_;           // no sum of a cone that was left is larger
};

}  // namespace heaviside::certificate
