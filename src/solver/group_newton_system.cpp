#include "heaviside/solver/group_newton_system.hpp"

#include <Eigen/Cholesky>
#include <cmath>

#include "dense_system.hpp"
#include "heaviside/core/errors.hpp"
#include "heaviside/core/stage.hpp"
#include "heaviside/solver/distributed_vector.hpp"
#include "heaviside/solver/krylov.hpp"
#include "heaviside/solver/newton_system.hpp"

namespace heaviside::solver {
namespace {

using dictionary::Dictionary;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double tolerance = 1e-6;
constexpr int most_products = 1000;

/// L_j = sqrt(s_j) I + (1 - sqrt(s_j)) d_j d_j', the symmetric root of M_j.
class Root {
 public:
  explicit Root(const GroupDerivative& M) : direction_(M.w), size_(M.w.cols()) {
    for (Index j = 0; j < size_.size(); ++j) {
      const double norm = M.w.col(j).norm();
      direction_.col(j) /= norm;
      size_[j] = std::sqrt(norm / (norm + M.level));
    }
  }

  /// L V, V of a column a group.
  MatrixXd times(const MatrixXd& V) const {
    const Eigen::RowVectorXd along = direction_.cwiseProduct(V).colwise().sum();
    MatrixXd product = V * size_.asDiagonal();
    product += direction_ * ((1 - size_.array()).matrix().transpose().cwiseProduct(along)).asDiagonal();
    return product;
  }

  MatrixXd of_group(Index j) const {
    const VectorXd d = direction_.col(j);
    return size_[j] * MatrixXd::Identity(d.size(), d.size()) + (1 - size_[j]) * d * d.transpose();
  }

  /// trace(M_j) / K.
  VectorXd mean_eigenvalues() const {
    const auto outputs = static_cast<double>(direction_.rows());
    return (1 + (outputs - 1) * size_.array().square()) / outputs;
  }

 private:
  MatrixXd direction_;  // d_j
  VectorXd size_;       // sqrt(s_j)
};

/// Whether every output has the weights of the first, and they are of so few values that D'Q D is exact and quick.
bool equal_and_few(const VectorXd& q, Index n) {
  for (Index begin = n; begin < q.size(); begin += n) {
    if (q.segment(begin, n) != q.head(n)) return false;
  }
  return dictionary::few_values(q.head(n)).has_value();
}

class GroupSystem {
 public:
  GroupSystem(const Dictionary& D, const GroupDerivative& M, const VectorXd& q, double sigma)
      : D_(D), root_(M), q_(q), sigma_(sigma), outputs_(M.w.rows()) {
    const bool factorised = D.cols() <= largest_factor;
    dense_ = factorised && equal_and_few(q, D.rows());
    if (!factorised) return;
    gram_ = dense_ ? D.column_gram(q.head(D.rows())) : q.mean() * D.column_gram();
    if (!dense_ || D.cols() * outputs_ > largest_group_factor) factorise();
  }

  VectorXd solve(const VectorXd& b) const {
    const VectorXd right = root_.times(correlate(q_.cwiseProduct(b))).reshaped();
    const VectorXd t = dense_ && right.size() <= largest_group_factor ? by_factor(right) : by_iterations(right);
    return q_.cwiseProduct(b - combine(root_.times(groups(t))));
  }

 private:
  VectorXd by_factor(const VectorXd& right) const {
    const core::StageScope stage(core::Stage::factorise);
    MatrixXd K = matrix();
    return solve_positive_definite(K, right);
  }

  VectorXd by_iterations(const VectorXd& right) const {
    const LinearOperator A = [&](const VectorXd& t) -> VectorXd { return times(groups(t)).reshaped(); };
    KrylovOptions options{tolerance, most_products, {}};
    if (factor_.size() > 0)
      options.preconditioner = [&](const VectorXd& t) -> VectorXd {
        return factor_.solve(groups(t).transpose()).transpose().reshaped();
      };
    const VectorXd zero = VectorXd::Zero(right.size());
    return conjugate_gradients(D_.comm(), A, right, zero, options);
  }

  MatrixXd groups(const VectorXd& t) const { return t.reshaped(outputs_, D_.cols()); }

  /// D'v of each output, a column a group, whole on every rank. Collective.
  MatrixXd correlate(const VectorXd& v) const { return groups(gather_all(D_.comm(), D_.correlate(v))); }

  /// D W of each output. Collective.
  VectorXd combine(const MatrixXd& W) const {
    return D_.combine(VectorXd(W.middleCols(D_.local().begin, D_.local().size()).reshaped()), outputs_);
  }

  /// I / sigma + L D'Q D L, whole: block i j is (D'Q D)_ij L_i L_j.
  MatrixXd matrix() const {
    MatrixXd K = MatrixXd::Zero(outputs_ * D_.cols(), outputs_ * D_.cols());
    std::vector<MatrixXd> roots;
    for (Index j = 0; j < D_.cols(); ++j) roots.push_back(root_.of_group(j));
    for (Index j = 0; j < D_.cols(); ++j) {
      for (Index i = 0; i <= j; ++i) {
        const MatrixXd block = gram_(i, j) * roots[static_cast<std::size_t>(i)] * roots[static_cast<std::size_t>(j)];
        K.block(i * outputs_, j * outputs_, outputs_, outputs_) = block;
        K.block(j * outputs_, i * outputs_, outputs_, outputs_) = block.transpose();
      }
    }
    K.diagonal().array() += 1 / sigma_;
    return K;
  }

  /// (I / sigma + L D'Q D L) T.
  MatrixXd times(const MatrixXd& T) const {
    const MatrixXd V = root_.times(T);
    return T / sigma_ + root_.times(dense_ ? MatrixXd(V * gram_) : correlate(q_.cwiseProduct(combine(V))));
  }

  /// I / sigma + S D'Q D S,  S_j^2 = trace(M_j) / K.
  void factorise() {
    const core::StageScope stage(core::Stage::factorise);
    const VectorXd scale = root_.mean_eigenvalues().cwiseSqrt();
    MatrixXd K = scale.asDiagonal() * gram_ * scale.asDiagonal();
    K.diagonal().array() += 1 / sigma_;
    factor_.compute(K);
    if (factor_.info() != Eigen::Success) throw core::NumericalError("a Newton system is not positive definite");
  }

  const Dictionary& D_;
  Root root_;
  const VectorXd& q_;
  double sigma_;
  Index outputs_;
  bool dense_ = false;  // gram_ is D'Q D
  MatrixXd gram_;
  Eigen::LLT<MatrixXd> factor_;
};

}  // namespace

VectorXd solve_group_newton_system(const Dictionary& D, const GroupDerivative& M, const VectorXd& q, double sigma,
                                   const VectorXd& b) {
  if (D.cols() == 0) return q.cwiseProduct(b);
  return GroupSystem(D, M, q, sigma).solve(b);
}

}  // namespace heaviside::solver
