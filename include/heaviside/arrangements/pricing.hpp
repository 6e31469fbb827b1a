/// \file  Pipeline step 2: new hyperplanes for a residual, searched by all ranks at once.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "heaviside/arrangements/climb.hpp"
#include "heaviside/arrangements/grouped_rows.hpp"
#include "heaviside/core/communicator.hpp"
#include "heaviside/core/signals.hpp"

namespace heaviside::arrangements {

/// How many climbs a round of pricing takes, and how each goes.
struct PricingOptions {
  std::int64_t starts = 64;
  SearchOptions search{};
  std::int64_t largest_patience = 12;       ///< of a climb, at which refinement ends where patience no longer pays
  const core::StopWatcher* stop = nullptr;  ///< asked every few planes
};

/// A hyperplane, or the weights of a deep subnetwork, and the score ||R'p|| of its pattern p.
struct PricedHyperplane {
  Eigen::VectorXd u;
  double score = 0;
};

/// What a round found: of each start, in their order, unless it was told to stop.
struct Priced {
  std::vector<PricedHyperplane> hyperplanes;
  core::StopReason stopped = core::StopReason::none;
};

/// Searches for patterns that correlate with residuals over the same samples.
class Pricer {
 public:
  /// \param Z  n x r, whole on every rank; outlives the pricer, as the options' watcher does
  Pricer(const core::Communicator& comm, const Eigen::MatrixXd& Z, PricingOptions options);

  /// Climbs (see Climb) from many starts: one of eight from a random direction (the round's very first from
  /// Z'r), the others from neurons of the network, each in its turn over the rounds. What a start finds depends on
  /// (seed, round, start) and the data alone.
  ///
  /// Of several outputs, a climb correlates with the combination of their residuals that its start does best with (see
  /// GroupedRows::toward), and climbs once more from where it came to.
  ///
  /// \param R        n x K, the residuals of each output, the same on every rank
  /// \param neurons  r x k, hyperplanes of the present network, the same on every rank; k may be 0
  /// \param patience  of each climb, in place of the options'
  /// \returns  the same on every rank
  /// \note Collective: each rank takes its share of the starts; gathers (r + 1) doubles a start.
  Priced price(const Eigen::MatrixXd& R, const Eigen::MatrixXd& neurons, std::int64_t round,
               std::int64_t patience) const;

 private:
  Eigen::VectorXd first_direction(const Eigen::VectorXd& r, const Eigen::MatrixXd& neurons, std::int64_t place,
                                  std::int64_t start) const;
  core::StopReason climb(Eigen::MatrixXd& U, std::int64_t first, const Eigen::MatrixXd& sums,
                         const SearchOptions& search) const;
  core::StopReason finish(std::vector<Climb>& climbs) const;
  std::vector<PricedHyperplane> found(const Eigen::MatrixXd& U, const Eigen::MatrixXd& R) const;

  core::Communicator comm_;
  const Eigen::MatrixXd& Z_;
  PricingOptions options_;
  GroupedRows rows_;  // of Z
};

}  // namespace heaviside::arrangements
