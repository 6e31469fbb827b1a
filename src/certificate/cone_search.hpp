/// \file  Pipeline step 5, inside: the largest sum of weights that a half-space can gather, by branch and bound.
#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <deque>
#include <limits>
#include <span>
#include <vector>

#include "flat_sums.hpp"
#include "heaviside/arrangements/exact_points.hpp"

namespace heaviside::certificate {

/// The directions u with u_facet = 1 and every other coordinate within `half` of `centre`, their multiples and
/// negatives.
struct Cone {
  Eigen::Index facet = 0;
  Eigen::VectorXd centre, half;                            ///< length r; at the facet 1 and 0
  double bound = std::numeric_limits<double>::infinity();  ///< no sum of a direction in it is larger
};

/// When an exploration may leave a cone, and how far it may go.
struct Goal {
  double target = -std::numeric_limits<double>::infinity();       ///< sums up to this are of no interest
  double enough = std::numeric_limits<double>::infinity();        ///< a sum above it ends the exploration
  std::int64_t nodes = std::numeric_limits<std::int64_t>::max();  ///< cones to look at
  std::int64_t* allowance = nullptr;                              ///< or so many that several explorations share
};

/// What an exploration found.
struct Exploration {
  double best = -std::numeric_limits<double>::infinity();  ///< the largest sum seen; directions attain it
  Eigen::VectorXd direction;                               ///< one that does, over the unit coordinates of the columns
  double closed = -std::numeric_limits<double>::infinity();  ///< no sum of a cone that was left is larger, or than best
  std::vector<Cone> open;                                    ///< cones that were not looked at
  std::int64_t nodes = 0;
};

/// Maximises  s(u) = sum_i w_i 1{x_i'u >= 0}  over all u, for given points.
///
/// A point whose x_i'u has one sign in a cone is decided there. With A and B the sums of the points above and below,
/// no u of the cone and no -u has a larger sum than max(A, B) plus the positive weights of the points that are not
/// decided. A cone is halved until that is no more than the target or what was found already. Small cones around a
/// common zero of dependent points would be halved for ever: those points take all patterns that they have by
/// themselves, so their exact largest sum (FlatSums) takes the place of their positive weights.
///
/// Coordinates are a basis in which the points are spread alike in all directions. Whether a point is decided allows
/// for every rounding error. Weights are integers, whose sums double precision holds exactly.
///
/// \note Local.
class ConeSearch {
 public:
  /// \param rows, columns  the points, increasing, and columns that are a basis of their column space
  /// \param weights        of all points, by row: integers, whose sizes sum to at most 2^52
  ConeSearch(const arrangements::ExactPoints& points, std::span<const Eigen::Index> rows,
             std::span<const Eigen::Index> columns, const Eigen::VectorXd& weights, FlatSums& flats);

  Eigen::Index dimension() const { return points_.cols(); }

  /// The sum of all weights: that of u = 0.
  double total_weight() const { return weights_.sum(); }

  /// Cones that together hold every u or its negative.
  std::vector<Cone> roots() const;

  /// Makes what explore() finds a function of its arguments alone, not of the explorations before.
  void forget() { flats_.forget(); }

  /// Explores a cone, depth first, the more promising half before the other; `found` is added to.
  void explore(const Cone& cone, const Goal& goal, Exploration& found);

 private:
  /// The points that are not decided in a cone, and the sums of those that are.
  struct Node {
    std::vector<double> margin;       // x_i'centre
    std::vector<double> width;        // the largest difference from it in the cone, and the rounding errors
    std::vector<Eigen::Index> place;  // of the point, in rows_
    double above = 0, below = 0;      // weights of the points decided
    double gain = 0;                  // positive weights of the others
    std::size_t count = 0;
    double bound() const { return std::max(above, below) + gain; }
    void resize(std::size_t size);
  };

  bool must_end() const;
  void descend(std::size_t level, Node& node, int unchanged);
  void split(const Node& node, Eigen::Index coordinate, double step, Node& child);
  void consider_centre(const Node& node);
  void consider_cone(const Node& node);
  void consider_flat(double sign);
  void consider_tie(const Eigen::VectorXd& zero);
  Eigen::Index place_of(Eigen::Index row) const;
  void consider(const Eigen::VectorXd& u);
  void record(double sum, const Eigen::VectorXd& u);
  void close(double bound) { found_->closed = std::max(found_->closed, bound); }
  double threshold() const { return std::max(goal_.target, found_->best); }
  bool looks_dependent(int unchanged) const;
  bool spans_space(const Node& node) const;
  bool at_floor(const Node& node) const;
  double floor_bound();
  double largest_sum(const Node& node);
  Eigen::Index widest(const Node& node) const;
  std::array<Node, 2>& level(std::size_t number);

  std::vector<Eigen::Index> rows_;
  FlatSums& flats_;
  Eigen::VectorXd weights_;  // of the points, in the order of rows_
  Eigen::MatrixXd basis_;    // columns x r: direction over the columns' unit coordinates = basis_ * u
  Eigen::MatrixXd points_;   // coordinates in the basis, a point a row
  Eigen::VectorXd doubt_;    // at least the error of any computed x_i'u with |u| <= 1 in every coordinate
  std::deque<std::array<Node, 2>> levels_;  // the halves at each depth; they stay where they are
  std::vector<Eigen::Index> flat_;          // rows of the points that FlatSums is asked about
  // Of the exploration that is under way:
  Cone cone_;
  Goal goal_;
  Exploration* found_ = nullptr;
};

}  // namespace heaviside::certificate
