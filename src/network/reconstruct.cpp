#include "heaviside/network/reconstruct.hpp"

#include <Eigen/QR>
#include <algorithm>
#include <numeric>
#include <vector>

#include "heaviside/core/random.hpp"

namespace heaviside::network {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// The order in which a pass visits the rows: shuffled by the counter-based generator [Fisher-Yates].
void shuffle(std::vector<Index>& order, std::uint64_t seed, std::int64_t pass) {
  for (std::size_t k = order.size(); k > 1; --k) {
    const auto word = core::random_word(seed, core::stream::svm_order, static_cast<std::uint64_t>(pass), k);
    std::swap(order[k - 1], order[word % k]);
  }
}

}  // namespace

LastUnits reconstruct_by_pseudo_inverse(const MatrixXd& H, const MatrixXd& patterns) {
  constexpr double middle = 0.5;  // between a pattern's 0 and 1
  const Eigen::CompleteOrthogonalDecomposition<MatrixXd> decomposition(H);
  return {decomposition.solve(patterns), VectorXd::Constant(patterns.cols(), -middle)};
}

/*  Dual:  max_a  sum_i a_i - 1/2 ||v||^2,  v = sum_i a_i s_i x_i,  0 <= a_i <= C, x_i = (h_i, 1)     [HCLKS08, Alg. 1]

      a_i <- clip(a_i - (s_i x_i'v - 1) / ||x_i||^2)        (A)
      v   <- v + (change of a_i) s_i x_i                    (V)                                                     */
Svm solve_svm(const MatrixXd& H, const VectorXd& s, const SvmOptions& options) {
  MatrixXd X(H.cols() + 1, H.rows());  // a row of (H, 1) a column
  X << H.transpose(), Eigen::RowVectorXd::Ones(H.rows());
  const VectorXd squares = X.colwise().squaredNorm();
  std::vector<Index> order(static_cast<std::size_t>(H.rows()));
  std::iota(order.begin(), order.end(), Index{0});
  VectorXd a = VectorXd::Zero(H.rows());
  Svm svm{VectorXd::Zero(X.rows())};
  VectorXd& v = svm.weights;
  while (svm.passes < options.max_passes) {
    shuffle(order, options.seed, svm.passes++);
    for (const Index i : order) {
      const double before = a[i];
      a[i] = std::clamp(before - (s[i] * X.col(i).dot(v) - 1) / squares[i], 0.0, options.C);  // (A)
      v += (a[i] - before) * s[i] * X.col(i);                                                 // (V)
    }
    const VectorXd hinge = (1 - s.array() * (X.transpose() * v).array()).cwiseMax(0);
    svm.primal = 0.5 * v.squaredNorm() + options.C * hinge.sum();
    svm.dual = a.sum() - 0.5 * v.squaredNorm();
    if (svm.primal - svm.dual <= options.gap * svm.primal) break;
  }
  return svm;
}

}  // namespace heaviside::network
