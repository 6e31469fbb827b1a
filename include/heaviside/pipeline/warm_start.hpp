/// \file  Pipeline step 4: a first guess of the weights, from a network that is there already.
#pragma once

#include <Eigen/Core>

#include "heaviside/core/log.hpp"
#include "heaviside/dictionary/dictionary.hpp"
#include "heaviside/network/threshold_network.hpp"

namespace heaviside::pipeline {

/// The weights of those neurons whose pattern at the training rows is in the dictionary, as this rank's share of w;
/// zero elsewhere. Neurons of equal patterns add up. Says on stderr how many neurons were found.
///
/// \param X  n x d, raw training rows, whole on every rank
/// \throws core::InputError on every rank where the network takes other features.
/// \note Collective: one small sum. Every rank computes the network's patterns.
Eigen::VectorXd warm_start(const network::Network& network, const Eigen::MatrixXd& X, const dictionary::Dictionary& D,
                           core::Log& log);

}  // namespace heaviside::pipeline
