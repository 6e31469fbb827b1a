/// \file  Pipeline step 4: vectors over the dictionary's columns, of which every rank holds its share. Of a network of
/// K outputs each column has a group of K numbers, one after the other.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

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

/// ||v_j||_2 of each group of `outputs` numbers. Local.
Eigen::VectorXd group_norms(const Eigen::VectorXd& v, Eigen::Index outputs);

/// Positions of the groups that are not zero. Local.
std::vector<std::int64_t> support_of(const Eigen::VectorXd& v, Eigen::Index outputs);

/// The groups at some positions, in their order. Local.
Eigen::VectorXd groups_at(const Eigen::VectorXd& v, Eigen::Index outputs, std::span<const std::int64_t> positions);

/// S_level(v), the proximal operator of level sum_j ||v_j||_2; for one output, of level ||.||_1. Local.
Eigen::VectorXd soft_threshold(const Eigen::VectorXd& v, double level, Eigen::Index outputs = 1);

}  // namespace heaviside::solver
