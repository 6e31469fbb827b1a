#include <Eigen/QR>
#include <algorithm>
#include <cmath>

#include "heaviside/data/preprocess.hpp"

namespace heaviside::data {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

constexpr double relative_tolerance = 1e-10;

/// The power of two below the largest entry of each column of Z; 1 for a column of zeros.
Eigen::RowVectorXd units_of(const MatrixXd& X, const Preprocessing& preprocessing) {
  Eigen::RowVectorXd units(X.cols());
  for (Index k = 0; k < X.cols(); ++k) {
    const double largest = apply(X, preprocessing, k).cwiseAbs().maxCoeff();
    units[k] = largest == 0 ? 1.0 : std::ldexp(1.0, std::ilogb(largest));
  }
  return units;
}

/// [1 Z], columns divided by `units`, of some rows of X.
MatrixXd scaled_rows(const MatrixXd& X, const Preprocessing& preprocessing, bool bias,
                     const Eigen::RowVectorXd& units) {
  MatrixXd rows(X.rows(), X.cols() + (bias ? 1 : 0));
  if (bias) rows.col(0).setOnes();
  rows.rightCols(X.cols()) = apply(X, preprocessing).array().rowwise() / units.array();
  return rows;
}

/// The upper triangular R of [1 Z] = Q R, by Householder factorisations of blocks of rows, each below the R so far.
/// Columns are scaled by powers of two (which changes no dependence) so that no square over- or underflows.
MatrixXd triangular_factor(const MatrixXd& X, const Preprocessing& preprocessing, bool bias) {
  const Index cols = X.cols() + (bias ? 1 : 0);
  const Index block_rows = std::max<Index>(1024, 4 * cols);
  const Eigen::RowVectorXd units = units_of(X, preprocessing);
  MatrixXd R(0, cols);
  for (Index start = 0; start < X.rows(); start += block_rows) {
    const Index count = std::min(block_rows, X.rows() - start);
    MatrixXd stacked(R.rows() + count, cols);
    stacked << R, scaled_rows(X.middleRows(start, count), preprocessing, bias, units);
    const Eigen::HouseholderQR<Eigen::Ref<MatrixXd>> in_place(stacked);
    R = stacked.topRows(std::min(stacked.rows(), cols)).triangularView<Eigen::Upper>();
  }
  return R;
}

/// Brings R to row echelon form from left to right; the columns where a step begins are independent of those before.
///
/// After `rank` steps and j columns, R's rows below `rank` hold what the columns j, j+1, ... have outside the span of
/// those kept. R is triangular to begin with, so column j reaches down to row j only: the reflections are as short as
/// columns were dropped.
std::vector<Index> independent_columns_of(MatrixXd R) {
  std::vector<Index> kept;
  Eigen::VectorXd essential;
  Eigen::RowVectorXd workspace(R.cols());
  for (Index j = 0; j < R.cols(); ++j) {
    const auto rank = static_cast<Index>(kept.size());
    const Index height = std::min(j + 1, R.rows()) - rank;
    if (height == 0) break;  // as many as there are rows
    const auto outside = R.col(j).segment(rank, height);
    if (!(outside.norm() > relative_tolerance * R.col(j).head(rank + height).norm())) continue;
    kept.push_back(j);
    double tau = 0;
    double beta = 0;
    essential.resize(height - 1);
    outside.makeHouseholder(essential, tau, beta);
    const Index right = R.cols() - j - 1;
    if (right > 0) R.block(rank, j + 1, height, right).applyHouseholderOnTheLeft(essential, tau, workspace.data());
  }
  return kept;
}

}  // namespace

std::vector<Index> independent_columns(const core::Communicator& comm, const MatrixXd& X,
                                       const Preprocessing& preprocessing, bool bias) {
  std::vector<Index> kept;
  comm.on_root([&] {
    kept = independent_columns_of(triangular_factor(X, preprocessing, bias));
    if (bias) {  // column 0 is the ones, which no column precedes: it is kept
      kept.erase(kept.begin());
      for (Index& k : kept) --k;
    }
  });
  kept.resize(comm.broadcast(kept.size()));
  comm.broadcast(std::span(kept));
  return kept;
}

}  // namespace heaviside::data
