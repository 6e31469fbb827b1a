/// \file  Pipeline step 2: from a hyperplane to better ones, plane by plane.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <span>
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

  /// Lets climbs of one Z search a plane each, and reads Z once for all: a step of each alone would take the same to
  /// the last bit, but waits for memory where Z is large. Local.
  friend void step_together(std::span<Climb* const> climbs);

  const Eigen::VectorXd& u() const { return u_; }  ///< of norm 1
  double score() const { return score_; }          ///< |sum r_i 1{z_i'u >= 0}|, up to rounding; 0 before the first step

 private:
  void begin(Eigen::Index first, Eigen::Index rows);
  void choose_direction();
  void add_gradient(Eigen::Index first, Eigen::Index rows);
  void settle_direction();
  void multiply(Eigen::Index first, Eigen::Index rows);
  void search();
  void release();
  Eigen::VectorXd random_direction() const;

  const RowMatrix& Z_;
  const Eigen::VectorXd& r_;
  const SearchOptions& options_;
  std::int64_t start_;
  Eigen::VectorXd u_;
  Eigen::VectorXd margins_;  // Z u, carried along from plane to plane
  double score_ = 0;
  std::optional<Eigen::Index> axis_;  // the direction that is looked in: an axis,
  double width_ = 0;                  // or where over 0 the gradient of the score smoothed so, else random;
  Eigen::VectorXd v_, b_;             // with Z v
  std::int64_t planes_ = 0;           // searched
  std::int64_t misses_ = 0;           // of them without improvement, since the last
};

void step_together(std::span<Climb* const> climbs);

}  // namespace heaviside::arrangements
