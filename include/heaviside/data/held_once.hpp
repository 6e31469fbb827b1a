/// \file  Pipeline step 1: matrices that every rank reads are held once a node.
#pragma once

#include <Eigen/Core>
#include <functional>

#include "heaviside/core/node.hpp"

namespace heaviside::data {

/// A rows x cols matrix with the same numbers on every rank of a node, which core::Nodes holds once. Writing to it
/// later is allowed, and makes copies of what is written.
///
/// \param fill  writes all of the matrix; called on the leader of each node; must not throw
/// \note Collective on the node.
Eigen::MatrixXd held_once(const core::Nodes& nodes, Eigen::Index rows, Eigen::Index cols,
                          const std::function<void(Eigen::MatrixXd&)>& fill);

}  // namespace heaviside::data
