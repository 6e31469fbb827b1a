/// \file  Pipeline step 2: where the weights of a hyperplane come from, given its global index.
#pragma once

#include <Eigen/Core>
#include <cstdint>

namespace heaviside::arrangements {

/// Weights of hyperplanes by global index: drawn again from the counter, or kept.
class HyperplaneSource {
 public:
  virtual ~HyperplaneSource() = default;

  /// The r weights of hyperplane `index`, in the order of Z's columns (the bias, where there is one, is the last).
  /// Local.
  virtual Eigen::VectorXd weights(std::int64_t index) const = 0;

  /// Hyperplanes have the indices 0..count()-1.
  virtual std::int64_t count() const = 0;

  /// r, the weights of each.
  virtual Eigen::Index inputs() const = 0;
};

/// Hyperplane 0 is always on (bias 1 alone, or no weight at all where there is no bias: a tie is active); hyperplane g
/// >= 1 has independent standard normal weights, a function of (seed, g) alone [SMDS11]: a uniformly random direction.
class SampledHyperplanes : public HyperplaneSource {
 public:
  SampledHyperplanes(std::uint64_t seed, std::int64_t inputs, bool bias, std::int64_t count)
      : seed_(seed), inputs_(inputs), bias_(bias), count_(count) {}
  Eigen::VectorXd weights(std::int64_t index) const override;
  std::int64_t count() const override { return count_; }
  Eigen::Index inputs() const override { return inputs_; }

 private:
  std::uint64_t seed_;
  std::int64_t inputs_;
  bool bias_;
  std::int64_t count_;
};

/// Hyperplanes that are kept as they are: row g of a matrix.
class StoredHyperplanes : public HyperplaneSource {
 public:
  explicit StoredHyperplanes(Eigen::MatrixXd weights) : weights_(std::move(weights)) {}
  Eigen::VectorXd weights(std::int64_t index) const override { return weights_.row(index); }
  std::int64_t count() const override { return weights_.rows(); }
  Eigen::Index inputs() const override { return weights_.cols(); }

 private:
  Eigen::MatrixXd weights_;  // count x r
};

/// The hyperplanes of another source, and those that were appended, in the order of appending.
class GrowingHyperplanes : public HyperplaneSource {
 public:
  /// \param base  outlives this object
  explicit GrowingHyperplanes(const HyperplaneSource& base) : base_(base), added_(base.inputs(), 0) {}
  Eigen::VectorXd weights(std::int64_t index) const override;
  std::int64_t count() const override { return base_.count() + added_.cols(); }
  Eigen::Index inputs() const override { return base_.inputs(); }

  /// Appends the columns of U (r x k); returns the index of the first. Local: the same on every rank.
  std::int64_t append(const Eigen::MatrixXd& U);

 private:
  const HyperplaneSource& base_;
  Eigen::MatrixXd added_;  // r x appended
};

}  // namespace heaviside::arrangements
