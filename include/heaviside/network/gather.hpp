/// \file  Pipeline step 6: the nonzero weights of the dictionary, gathered with the hyperplanes that made the patterns.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "heaviside/arrangements/hyperplanes.hpp"
#include "heaviside/dictionary/dictionary.hpp"

namespace heaviside::network {

/// The columns of D that have a weight, in their order, whole on every rank.
struct WeightedColumns {
  std::vector<std::int64_t> hyperplanes;  ///< global indices, increasing
  Eigen::MatrixXd weights;                ///< K x columns
};

/// \param w  this rank's share of the weights over D's columns, a group of K for each
/// \note Collective: gathers 8 (K + 1) bytes a column.
WeightedColumns gather_columns(const dictionary::Dictionary& D, const Eigen::VectorXd& w, Eigen::Index outputs);

/// The support of a solution, in the order of D's columns; nothing is merged.
struct Support {
  arrangements::SubnetworkShape shape;
  Eigen::MatrixXd hyperplanes;  ///< weights of a hyperplane, or subnetwork, x neurons
  Eigen::MatrixXd weights;      ///< K x neurons, a weight for each output
};

/// \param w  this rank's share of the weights over D's columns, a group of K for each
/// \returns  the whole support, on every rank
/// \note Collective: as gather_columns().
Support gather_support(const dictionary::Dictionary& D, const Eigen::VectorXd& w,
                       const arrangements::HyperplaneSource& hyperplanes, Eigen::Index outputs = 1);

}  // namespace heaviside::network
