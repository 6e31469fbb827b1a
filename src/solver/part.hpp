/// \file  Pipeline step 4, inside: some columns of a dictionary as a dictionary of their own.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "heaviside/dictionary/dictionary.hpp"

namespace heaviside::solver {

/// A copy of some columns, spread evenly over the ranks, with weights taken there and back.
class Part {
 public:
  /// \param kept  for each local column of the whole, whether it is in the part. Collective: columns travel.
  Part(const dictionary::Dictionary& whole, const std::vector<bool>& kept, Eigen::Index outputs);

  const dictionary::Dictionary& dictionary() const { return part_; }

  /// This rank's share of the part's weights, from its share of the whole's. Collective: gathers the part's weights.
  Eigen::VectorXd to_part(const Eigen::VectorXd& w) const;

  /// The other way, with zeros for the other columns. Collective, likewise.
  Eigen::VectorXd to_whole(const Eigen::VectorXd& w) const;

 private:
  const dictionary::Dictionary& whole_;
  std::vector<std::int64_t> columns_;  // local positions, increasing
  Eigen::Index outputs_;               // weights a column
  dictionary::Dictionary part_;
};

/// Marks the columns with sizes_j >= least; returns how many were not marked before, over all ranks. Collective.
std::int64_t keep_correlated(const core::Communicator& comm, const Eigen::VectorXd& sizes, double least,
                             std::vector<bool>& kept);

}  // namespace heaviside::solver
