/// \file  Pipeline step 2: where the weights of a hyperplane, or of a deep subnetwork, come from, given its global
/// index.
#pragma once

#include <Eigen/Core>
#include <cstdint>

#include "heaviside/arrangements/subnetwork.hpp"

namespace heaviside::arrangements {

/// Weights of hyperplanes by global index: drawn again from the counter, or kept. In a network of more than two layers
/// the weights of an index are those of a whole subnetwork (see SubnetworkShape).
class HyperplaneSource {
 public:
  virtual ~HyperplaneSource() = default;

  /// The weights of hyperplane `index`, in the order of Z's columns (the bias, where there is one, is the last).
  /// Local.
  virtual Eigen::VectorXd weights(std::int64_t index) const = 0;

  /// Hyperplanes have the indices 0..count()-1.
  virtual std::int64_t count() const = 0;

  virtual const SubnetworkShape& shape() const = 0;

  /// Weights of each.
  Eigen::Index length() const { return shape().length(); }
};

/// Hyperplane 0 is always on (bias 1 alone, or no weight at all where there is no bias: a tie is active); hyperplane g
/// >= 1 has independent standard normal weights, a function of (seed, g) alone [SMDS11]: a uniformly random direction.
///
/// Of deep subnetworks, unit j of the m_l units of layer l in subnetwork g is hyperplane g m_l + j of that layer, a
/// function of (seed, l, g m_l + j) alone; all weights of subnetwork 0 are zero, so that it is on by ties.
class SampledHyperplanes : public HyperplaneSource {
 public:
  SampledHyperplanes(std::uint64_t seed, std::int64_t inputs, bool bias, std::int64_t count,
                     std::vector<Eigen::Index> widths = {})
      : seed_(seed), shape_{inputs, std::move(widths)}, bias_(bias), count_(count) {}
  Eigen::VectorXd weights(std::int64_t index) const override;
  std::int64_t count() const override { return count_; }
  const SubnetworkShape& shape() const override { return shape_; }

 private:
  std::uint64_t seed_;
  SubnetworkShape shape_;
  bool bias_;
  std::int64_t count_;
};

/// Hyperplanes that are kept as they are: row g of a matrix.
class StoredHyperplanes : public HyperplaneSource {
 public:
  explicit StoredHyperplanes(Eigen::MatrixXd weights) : weights_(std::move(weights)), shape_{weights_.cols()} {}
  StoredHyperplanes(Eigen::MatrixXd weights, SubnetworkShape shape)
      : weights_(std::move(weights)), shape_(std::move(shape)) {}
  Eigen::VectorXd weights(std::int64_t index) const override { return weights_.row(index); }
  std::int64_t count() const override { return weights_.rows(); }
  const SubnetworkShape& shape() const override { return shape_; }

 private:
  Eigen::MatrixXd weights_;  // count x length
  SubnetworkShape shape_;
};

/// Subnetworks of three layers that share the first: index g has row g of a matrix as its last unit.
class SharedFirstLayer : public HyperplaneSource {
 public:
  /// \param first  units x r
  /// \param last   count x units
  SharedFirstLayer(const Eigen::MatrixXd& first, Eigen::MatrixXd last)
      : first_(first.transpose().reshaped()), last_(std::move(last)), shape_{first.cols(), {first.rows()}} {}
  Eigen::VectorXd weights(std::int64_t index) const override;
  std::int64_t count() const override { return last_.rows(); }
  const SubnetworkShape& shape() const override { return shape_; }

 private:
  Eigen::VectorXd first_;  // unit after unit
  Eigen::MatrixXd last_;
  SubnetworkShape shape_;
};

/// The hyperplanes of another source, and those that were appended, in the order of appending.
class GrowingHyperplanes : public HyperplaneSource {
 public:
  /// \param base  outlives this object
  explicit GrowingHyperplanes(const HyperplaneSource& base) : base_(base), added_(base.length(), 0) {}
  Eigen::VectorXd weights(std::int64_t index) const override;
  std::int64_t count() const override { return base_.count() + added_.cols(); }
  const SubnetworkShape& shape() const override { return base_.shape(); }

  /// Appends the columns of U (length x k); returns the index of the first. Local: the same on every rank.
  std::int64_t append(const Eigen::MatrixXd& U);

 private:
  const HyperplaneSource& base_;
  Eigen::MatrixXd added_;  // length x appended
};

}  // namespace heaviside::arrangements
