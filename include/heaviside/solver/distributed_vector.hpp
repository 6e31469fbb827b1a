/// \file  Pipeline step 4: vectors over the dictionary's columns, of which every rank holds its share.
#pragma once

#include <Eigen/Core>

#include "heaviside/core/communicator.hpp"

namespace heaviside::solver {

/// Values of every rank, one after the other, on every rank. Collective: gathers 8 bytes an entry.
Eigen::VectorXd gather_all(const core::Communicator& comm, const Eigen::VectorXd& mine);

/// ||v||^2 = sum_j v_j^2 over all ranks, exactly rounded. Collective: one small sum.
double squared_norm(const core::Communicator& comm, const Eigen::VectorXd& v);

/// ||v||_1, exactly rounded. Collective: one small sum.
double l1_norm(const core::Communicator& comm, const Eigen::VectorXd& v);

/// max_j |v_j| over all ranks; 0 where there is none. Collective: one maximum.
double largest_magnitude(const core::Communicator& comm, const Eigen::VectorXd& v);

/// S_level(v), the proximal operator of level ||.||_1. Local.
Eigen::VectorXd soft_threshold(const Eigen::VectorXd& v, double level);

}  // namespace heaviside::solver
