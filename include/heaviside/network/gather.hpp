/// \file  Pipeline step 6: the nonzero weights of the dictionary, gathered with the hyperplanes that made the patterns.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "heaviside/arrangements/hyperplanes.hpp"
#include "heaviside/dictionary/dictionary.hpp"

namespace heaviside::network {

/// The support of a solution, in the order of D's columns; nothing is merged.
struct Support {
  arrangements::SubnetworkShape shape;
  Eigen::MatrixXd hyperplanes;  ///< weights of a hyperplane, or subnetwork, x neurons
  Eigen::MatrixXd weights;      ///< K x neurons, a weight for each output
};

/// \param w  this rank's share of the weights over D's columns, a group of K for each
/// \returns  the whole support, on every rank
/// \note Collective: gathers 8 (K + 1) bytes a neuron.
Support gather_support(const dictionary::Dictionary& D, const Eigen::VectorXd& w,
                       const arrangements::HyperplaneSource& hyperplanes, Eigen::Index outputs = 1);

}  // namespace heaviside::network
