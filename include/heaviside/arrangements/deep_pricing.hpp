/// \file  Pipeline step 2: new deep subnetworks for a residual, searched by all ranks at once.
#pragma once

#include "heaviside/arrangements/pricing.hpp"
#include "heaviside/arrangements/subnetwork.hpp"

namespace heaviside::arrangements {

/// Searches for subnetworks of more than two layers whose patterns correlate with residuals over the same samples.
///
/// For given inner layers the last unit is a hyperplane over their outputs, zeros and ones, and is searched as Pricer
/// searches (see Climb). Inner layers are resampled: of the starts one of four draws all of them, one of four keeps
/// those of a neuron of the network, and the others draw about a quarter of its inner units again.
class DeepPricer {
 public:
  /// \param Z  n x r, whole on every rank; outlives the pricer, as the options' watcher does
  DeepPricer(const core::Communicator& comm, const Eigen::MatrixXd& Z, SubnetworkShape shape, PricingOptions options);

  /// As Pricer::price, with one climb a start; what is found are the weights of whole subnetworks.
  ///
  /// \param neurons  shape.length() x k, subnetworks of the present network, the same on every rank; k may be 0
  /// \returns  the same on every rank and for any number of ranks
  /// \note Collective: each rank takes its share of the starts; gathers shape.length() + 1 doubles a start.
  Priced price(const Eigen::MatrixXd& R, const Eigen::MatrixXd& neurons, std::int64_t round,
               std::int64_t patience) const;

 private:
  Eigen::VectorXd first_weights(const Eigen::MatrixXd& neurons, std::int64_t start) const;
  void resample(Eigen::VectorXd& weights, const Eigen::VectorXd& fresh, std::int64_t start) const;
  PricedHyperplane climbed(const Eigen::MatrixXd& R, Eigen::VectorXd weights, std::int64_t start,
                           const SearchOptions& search) const;

  core::Communicator comm_;
  const Eigen::MatrixXd& Z_;
  SubnetworkShape shape_;
  PricingOptions options_;
};

}  // namespace heaviside::arrangements
