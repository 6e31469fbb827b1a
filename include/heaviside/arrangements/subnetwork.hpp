/// \file  Pipeline step 2: parallel subnetworks of threshold units, whose last units make the patterns of deep
/// networks.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

namespace heaviside::arrangements {

/// The shape of the subnetworks of one network. In a network of two layers a subnetwork is one hyperplane.
///
/// All weights of a subnetwork are one vector: layer after layer, unit after unit, each unit's weights in the order of
/// its inputs. The columns of Z (a bias among them) are inputs of the first layer only.
struct SubnetworkShape {
  Eigen::Index inputs = 0;                ///< r, columns of Z
  std::vector<Eigen::Index> widths = {};  ///< m_1..m_{L-2}: units of each inner layer; the last layer is one unit

  /// Weights of a subnetwork.
  Eigen::Index length() const;

  /// The weights as matrices, outputs x inputs, a layer each; the last has one row. Local.
  std::vector<Eigen::MatrixXd> layers(const Eigen::VectorXd& weights) const;

  bool deep() const { return !widths.empty(); }
};

/// Z_l = 1{Z_{l-1} U_l' >= 0}, layer by layer [EGLP23]: the bits of the last of some layers as numbers, each decided as
/// threshold_patterns decides it (a tie is active).
///
/// \param Z       n x r
/// \param layers  at least one; each outputs x inputs
/// \returns  n x outputs of the last
/// \note Local.
Eigen::MatrixXd layer_outputs(const Eigen::MatrixXd& Z, std::span<const Eigen::MatrixXd> layers);

/// The packed patterns of the units of the last of some layers, over the rows of Z (n x r).
/// \param layers  at least one; each outputs x inputs
/// \param words   pattern_words(n) for each unit of the last layer, overwritten
/// \note Local. Memory beside Z: a block of rows.
void last_layer_patterns(const Eigen::MatrixXd& Z, std::span<const Eigen::MatrixXd> layers,
                         std::span<std::uint64_t> words);

/// The packed patterns of several subnetworks. Neighbours with equal inner layers share their outputs.
/// \param W      shape.length() x p, a subnetwork a column
/// \param words  p * pattern_words(n), overwritten
/// \note Local.
void subnetwork_patterns(const SubnetworkShape& shape, const Eigen::MatrixXd& Z, const Eigen::MatrixXd& W,
                         std::span<std::uint64_t> words);

}  // namespace heaviside::arrangements
