/// \file  Pipeline step 5: the pattern that correlates most with a residual, over all patterns of the data, with proof.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <vector>

#include "heaviside/arrangements/exact_points.hpp"
#include "heaviside/core/communicator.hpp"
#include "heaviside/core/signals.hpp"

namespace heaviside::certificate {

/// Is offered the state of a search before every round: numbers that another search of the same residual, points and
/// goal goes on from to the same bits, on any number of ranks. Called on every rank.
///
/// \param state  makes them: as many as the open cones have. Local.
/// \param last   the search is being stopped, and this is what is to be gone on from
using SearchKeeper = std::function<void(const std::function<std::vector<double>()>& state, bool last)>;

/// What a search is for, and when it ends before its proof is complete.
struct PricingGoal {
  double target = 0;                        ///< correlations up to this are of no interest; 0: the largest one is found
  std::int64_t nodes = 0;                   ///< cones to look at, over all ranks; rounded up to whole rounds
  const core::StopWatcher* stop = nullptr;  ///< asked every round
  /// After every round, on every rank; the bound holds by then.
  std::function<void(std::int64_t nodes, double bound)> observe = {};
  std::vector<double> resume = {};  ///< a state to go on from; empty: begins
  SearchKeeper keep = {};
};

/// Patterns p and the residual r: what is known of max |p'r| over all patterns of the data.
struct ExactPrice {
  double bound = 0;             ///< proven: no pattern has a larger |p'r|
  double best = 0;              ///< the largest |p'r| found
  Eigen::MatrixXd hyperplanes;  ///< r x k, those found above the target whose patterns doubles make, the best first
  bool complete = false;        ///< the bound is the larger of best and target, up to rounding
  std::int64_t nodes = 0;       ///< cones looked at
  core::StopReason stopped = core::StopReason::none;
};

/// Maximises |sum_i r_i 1{x_i'u >= 0}| over all u, by branch and bound (ConeSearch), all ranks together.
class ExactPricer {
 public:
  /// \param points  n, exactly the data; outlives the pricer, as Z does
  /// \param Z       n x points.columns(), see arrangements::UnitMap; hyperplanes are weights over its columns
  /// \param bias    the last column is one, so that the complement of a pattern is a pattern
  /// \param group   of each point: equal points share one, 0..distinct-1; numbered by first occurrence
  ExactPricer(const core::Communicator& comm, const arrangements::ExactPoints& points, const Eigen::MatrixXd& Z,
              bool bias, const std::vector<std::int64_t>& group);

  /// Ends where the proof is complete, the goal's nodes are spent, or time is up; with a target, also a while after
  /// the first hyperplane above it was found.
  ///
  /// \param r  length n, the same on every rank
  /// \returns  the same on every rank and on any number of ranks, unless time was up
  /// \note Collective. Rounds of a fixed number of cones, each explored for a fixed number of nodes; a round gathers
  ///       what its cones left open.
  ExactPrice price(const Eigen::VectorXd& r, const PricingGoal& goal) const;

 private:
  core::Communicator comm_;
  const arrangements::ExactPoints& points_;
  const Eigen::MatrixXd& Z_;
  bool bias_;
  const std::vector<std::int64_t>& group_;
  std::vector<Eigen::Index> first_;    // row of each distinct point
  std::vector<Eigen::Index> columns_;  // a basis of the column space
};

}  // namespace heaviside::certificate
