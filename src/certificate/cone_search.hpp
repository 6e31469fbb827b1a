/// \file  Pipeline step 5, inside: the largest sum of weights that a half-space can gather, by branch and bound.
#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "cone.hpp"
#include "conflicts.hpp"
#include "flat_sums.hpp"
#include "open_points.hpp"
#include "signed_points.hpp"

namespace heaviside::certificate {

/// Maximises  s(u) = sum_i w_i 1{x_i'u >= 0}  over all u, for given points.
///
/// A point whose y_i'u (SignedPoints) has one sign in a cone is decided there. No u of the cone has a larger sum than
/// that of the points decided above plus the sizes of those that are open. A cone is halved until that is no more than
/// the target or what was found already. Two things make the bound tighter:
///
/// - of two open points that no u of the cone has above together, one is below (Conflicts);
/// - small cones around a common zero of dependent points would be halved for ever: those points take all patterns
///   that they have by themselves, so their exact largest sum (FlatSums) takes the place of their sizes.
///
/// Whether a point is decided allows for every rounding error.
///
/// \note Local.
class ConeSearch {
 public:
  /// \param rows, columns  the points, increasing, and columns that are a basis of their column space
  /// \param weights        of all points, by row: integers, whose sizes sum to at most 2^52
  ConeSearch(const arrangements::ExactPoints& points, std::span<const Eigen::Index> rows,
             std::span<const Eigen::Index> columns, const Eigen::VectorXd& weights, FlatSums& flats);

  Eigen::Index dimension() const { return points_.dimension(); }

  /// The sum of all weights: that of u = 0.
  double total_weight() const { return total_weight_; }

  /// Cones that together hold every u but 0.
  std::vector<Cone> roots() const;

  /// Makes what explore() finds a function of its arguments alone, not of the explorations before.
  void forget() { flats_.forget(); }

  /// Explores a cone, depth first, the more promising half before the other; `found` is added to.
  void explore(const Cone& cone, const Goal& goal, Exploration& found);

 private:
  bool must_end() const;
  void leave_open(double bound);
  void descend(std::size_t depth, OpenPoints& node, double ceiling, int unchanged);
  bool settles(OpenPoints& node, double& ceiling, int unchanged);
  void split(const OpenPoints& node, Eigen::Index coordinate, double step, OpenPoints& child) const;
  double bound(const OpenPoints& node) const { return points_.least_sum() + node.above + node.open; }
  void consider_centre(const OpenPoints& node);
  void record(double sum, const Eigen::VectorXd& u);
  void close(double bound) { found_->closed = std::max(found_->closed, bound); }
  double threshold() const { return std::max(goal_.target, found_->best); }
  bool at_floor(const OpenPoints& node) const;
  Eigen::Index widest(const OpenPoints& node) const;
  std::array<OpenPoints, 2>& level(std::size_t number);

  // Of dependent points (cone_flats.cpp):
  bool looks_dependent(int unchanged) const;
  bool spans_space(const OpenPoints& node) const;
  double flat_bound(const OpenPoints& node);
  double floor_bound();
  double largest_of_flat(double decided, bool whole);
  void consider_cone(const OpenPoints& node);
  void consider_flat();
  void consider_tie(const Eigen::VectorXd& zero);
  void consider(const Eigen::VectorXd& u);

  SignedPoints points_;
  double total_weight_;
  FlatSums& flats_;
  Conflicts conflicts_;
  std::deque<std::array<OpenPoints, 2>> levels_;  // the halves at each depth; they stay where they are
  std::vector<Eigen::Index> flat_;                // rows of the points that FlatSums is asked about
  // Of the exploration that is under way:
  Cone cone_;
  Goal goal_;
  Exploration* found_ = nullptr;
};

}  // namespace heaviside::certificate
