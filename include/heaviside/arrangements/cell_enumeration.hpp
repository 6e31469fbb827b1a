/// \file  Pipeline step 2: all activation patterns of a small problem, each with a hyperplane that makes it.
#pragma once

#include <Eigen/Core>
#include <cstdint>

#include "heaviside/arrangements/exact_points.hpp"
#include "heaviside/core/communicator.hpp"
#include "heaviside/core/log.hpp"

namespace heaviside::arrangements {

/// What an enumeration takes, before it is begun; infinite beyond the range of doubles.
struct EnumerationCost {
  double patterns = 0;  ///< Cover's formula [C65], 2 sum_{k<r} C(n - 1, k): a bound where there is a bias
  double bytes = 0;     ///< of memory, at most, on a rank
  double steps = 0;     ///< sides of points looked at and rays added up, over all ranks
};

/// \param points  n >= 1, distinct
/// \param rank    r, of the points
/// \note Local.
EnumerationCost enumeration_cost(std::int64_t points, std::int64_t rank);

/// A hyperplane a pattern.
struct Enumeration {
  Eigen::MatrixXd hyperplanes;  ///< count x Z.cols(): the one that is on everywhere, then by increasing pattern
  std::int64_t left_out = 0;    ///< patterns that no hyperplane was found for that makes them in floating point
};

/// All patterns 1{x_i'u >= 0} over u, but the one that is zero everywhere, exactly; equal points count once.
///
/// The u of one pattern are a cell of the arrangement of the hyperplanes x_i'u = 0. A cell is spanned by its rays, the
/// u where the points with x_i'u = 0 have rank r - 1. Around a ray, the other points keep their sides, and those on it
/// take every pattern that they have by themselves, one dimension lower. So the flats of rank r - 1 yield all cells
/// with their rays; the sum of a cell's rays, each of unit size, lies inside it. A pattern that needs ties (without a
/// bias there are such) has a cell of lower dimension, which floating point hits only by luck.
///
/// \param points  n of them, whole on every rank
/// \param Z       n x points.columns(), each column an affine function of the points' column, without a bias a linear
///                one; whole on every rank
/// \param bias    the last column of both is one
/// \returns  the same on every rank and on any number of ranks; threshold_patterns makes just these patterns over Z
/// \note Collective: each rank takes its share of the flats; exchanges the cells that it met, gathers the result.
Enumeration enumerate_cells(const core::Communicator& comm, const ExactPoints& points, const Eigen::MatrixXd& Z,
                            bool bias, core::Log& log);

}  // namespace heaviside::arrangements
