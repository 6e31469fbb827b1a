/// \file  Pipeline step 5, inside: the largest sums of points by themselves, decided exactly where they are dependent.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "heaviside/arrangements/exact_points.hpp"

namespace heaviside::certificate {

/// Whether sets of points have sums  sum_i w_i 1{x_i'u >= 0}  above a level; what was proven of a set is kept.
///
/// Independent points have every pattern, so their largest sum is that of the positive weights. Dependent points of
/// lower rank than the space are searched in as many coordinates as their rank, exactly chosen: they have the same
/// patterns there.
/// \note Local.
class FlatSums {
 public:
  /// \param points, weights  outlive this object; see ConeSearch
  FlatSums(const arrangements::ExactPoints& points, const Eigen::VectorXd& weights);

  /// \param rows   of the points, increasing
  /// \param rank   of the space that they are looked at in
  /// \param level  what the answer is compared with
  /// \param enough  a sum above it need not be improved on; infinity: the bound is the largest sum, if that is above
  ///                the level
  /// \returns  a bound of the sums: at most `level` if no sum is larger, unless the points span the space or the search
  ///           takes too long
  double largest_sum(std::span<const Eigen::Index> rows, Eigen::Index rank, double level, double enough);

  /// Margins x_i'u of the points, for a u with the largest sum found so far; none where no search found one. Where u =
  /// 0 is the best, so that all points are ties, all are one: there is such a u where there is a bias.
  Eigen::VectorXd witness(std::span<const Eigen::Index> rows);

  /// What is known of a set of points: its exact rank, and the largest sum found so far, -infinity where none was.
  struct Known {
    Eigen::Index rank;
    double attained;
  };
  Known known(std::span<const Eigen::Index> rows);

  /// Cones that all searches have looked at so far.
  std::int64_t nodes() const { return spent_ + nodes_at_once - nodes_left_; }

  /// Forgets what was proven: what is answered next does not depend on what was asked before.
  void forget() {
    entries_.clear();
    spent_ = nodes();
    nodes_left_ = nodes_at_once;
  }

 private:
  static constexpr std::int64_t nodes_at_once = 1 << 16;  // of all searches until forget(); then bounds get coarse

  struct Entry {
    std::vector<Eigen::Index> columns;  // a basis of the column space
    double attained;                    // by this direction over the columns, or by 0 where it is empty
    Eigen::VectorXd direction;
    double bound;  // proven
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::span<const Eigen::Index> rows) const;
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(std::span<const Eigen::Index> a, std::span<const Eigen::Index> b) const;
  };

  Entry& entry(std::span<const Eigen::Index> rows);
  double positive_weights(std::span<const Eigen::Index> rows) const;
  void search(std::span<const Eigen::Index> rows, std::span<const Eigen::Index> columns, double level, double enough);

  const arrangements::ExactPoints& points_;
  const Eigen::VectorXd& weights_;
  std::vector<Eigen::Index> all_columns_;
  std::unordered_map<std::vector<Eigen::Index>, Entry, Hash, Equal> entries_;
  std::int64_t nodes_left_ = nodes_at_once;
  std::int64_t spent_ = 0;  // before they were forgotten
};

}  // namespace heaviside::certificate
