/// \file  Pipeline step 2: from a hyperplane to better ones, plane by plane.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "heaviside/arrangements/plane_search.hpp"

namespace heaviside::arrangements {

/// A sample a row, so that a few samples' gradient reads their rows only.
using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// How long a climb may take, and where it looks.
struct SearchOptions {
  std::int64_t patience = 3;  ///< planes without improvement that end a climb
  std::int64_t planes = 400;  ///< at most
  /// Widths of the smoothed scores whose gradients are tried, in turn, as multiples of the mean |z_i'u|.
  std::vector<double> smoothing{0.5};
  bool axes = true;        ///< whether coordinate axes are tried
  bool random = true;      ///< whether random directions are tried
  std::uint64_t seed = 0;  ///< with the number of the start, decides all random directions
};

/// A climb from u: searches the planes that u spans with, in turn, gradients of smoothed scores, a coordinate axis and
/// a random direction, and moves to the best hyperplane of a plane, until no plane improves.
///
/// The score smoothed with width h is sum_i r_i S(z_i'u / h), S rising from 0 to 1 over [-1, 1] with the slope
/// S'(t) = 1 - |t|: only samples near the hyperplane matter, and only these are read.
class Climb {
 public:
  /// \param Z  n x r, \param r  length n, \param options: outlive the climb
  /// \param start  number of the start: with options.seed, all that the random directions depend on
  Climb(const RowMatrix& Z, const Eigen::VectorXd& r, const Eigen::VectorXd& u, std::int64_t start,
        const SearchOptions& options);

  bool finished() const { return planes_ >= options_.planes || misses_ >= options_.patience; }

  /// Searches one plane. Local. O(n r).
  void step();

  const Eigen::VectorXd& u() const { return u_; }  ///< of norm 1
  double score() const { return score_; }          ///< |sum r_i 1{z_i'u >= 0}|, up to rounding; 0 before the first step

 private:
  /// With u, a plane.
  struct Direction {
    Eigen::VectorXd v;
    Eigen::VectorXd margins;  ///< Z v
  };

  Direction direction() const;
  Eigen::VectorXd smoothed_gradient(double h) const;
  Eigen::VectorXd random_direction() const;

  const RowMatrix& Z_;
  const Eigen::VectorXd& r_;
  const SearchOptions& options_;
  std::int64_t start_;
  Eigen::VectorXd u_;
  Eigen::VectorXd margins_;  // Z u, carried along from plane to plane
  double score_ = 0;
  std::int64_t planes_ = 0;  // searched
  std::int64_t misses_ = 0;  // of them without improvement, since the last
};

}  // namespace heaviside::arrangements
