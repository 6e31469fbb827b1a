/// \file  Pipeline step 4: the losses of a network's outputs, with all that solvers and certificates need of them.
/// Local.
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

namespace heaviside::solver {

enum class LossKind { squared, logistic, squared_hinge, huber };

/// The words for the losses in options and files, by LossKind.
inline const std::vector<std::string> loss_words = {"squared", "logistic", "squared-hinge", "huber"};

/// The kind that one of loss_words names.
LossKind loss_kind(const std::string& word);

/// L(f) = sum_i c_i l(f_i, y_i), convex in the outputs f, with weights c_i > 0 of the samples.
///
/// theta = -grad L(f) is called its residual. In it the dual of  min_w L(D w) + beta ||w||_1  is
///
///     max_theta  G(theta) = -L*(-theta)   subject to   |D'theta| <= beta,
///
/// with a box as domain of G:
///
///     loss           l(f, y)                    theta_i / c_i        domain             G, a sum over i of
///     squared        1/2 (f - y)^2              y - f                all                y theta - theta^2 / (2 c)
///     squared-hinge  1/2 max(0, 1 - y f)^2      y max(0, 1 - y f)    y theta >= 0       the same, as y = -1, +1
///     huber          1/2 (f - y)^2, from delta  y - f, clipped       |theta| <= c delta the same
///                    on straight                at delta
///     logistic       log(1 + exp(-y f))         y / (1 + exp(y f))   0 < y theta < c    c H(y theta / c),
///                                                                    H(p) = -p log p - (1 - p) log(1 - p)
///
/// Vectors are of length n; networks of K outputs have n K, one output after the other.
class Loss {
 public:
  /// The squared loss with weights 1: what a target alone stands for.
  Loss(Eigen::VectorXd target);  // NOLINT(google-explicit-constructor)

  /// \param target   -1 or +1 for logistic and squared hinge
  /// \param weights  over 0
  /// \param delta    over 0; only Huber's loss has it
  Loss(LossKind kind, Eigen::VectorXd target, Eigen::VectorXd weights, double delta = 1);

  Eigen::Index size() const { return y_.size(); }                          ///< n, or n K
  Eigen::Index outputs(Eigen::Index rows) const { return size() / rows; }  ///< K, of n rows
  const Eigen::VectorXd& target() const { return y_; }

  /// The loss of some outputs alone.
  Loss segment(Eigen::Index begin, Eigen::Index count) const;

  double value(const Eigen::VectorXd& f) const;              ///< L(f)
  Eigen::VectorXd values(const Eigen::VectorXd& f) const;    ///< c_i l(f_i, y_i)
  Eigen::VectorXd residual(const Eigen::VectorXd& f) const;  ///< -grad L(f), in the domain

  /// \name G in a form whose rounding error shrinks with theta, at least that error, its gradient (the f whose residual
  /// theta is), and -1 / G''. The first three losses' go on beyond the box as the parabola that they are inside.
  /// @{
  double dual(const Eigen::VectorXd& theta) const;
  double dual_error(const Eigen::VectorXd& theta) const;
  Eigen::VectorXd output(const Eigen::VectorXd& theta) const;
  Eigen::VectorXd curvature(const Eigen::VectorXd& theta) const;
  /// @}

  /// \name The constraint that theta is in the box, for an augmented Lagrangian; nothing (0) for the logistic loss,
  /// whose G is a barrier.
  /// @{
  Eigen::VectorXd multiplier(const Eigen::VectorXd& f) const;  ///< output(residual(f)) - f
  /// What of x is beyond t times the box: the proximal operator of the support function of t times the box.
  Eigen::VectorXd beyond(const Eigen::VectorXd& x, double t) const;
  /// @}

  /// theta + step; towards the border of the logistic loss no more than nine tenths of the way.
  Eigen::VectorXd moved(const Eigen::VectorXd& theta, const Eigen::VectorXd& step) const;

  /// The largest multiple of theta in the domain; infinity where there is none.
  double reach(const Eigen::VectorXd& theta) const;

  /// argmax_t G(from + t direction) over [0, limit], on a segment in the domain.
  double best_step(const Eigen::VectorXd& from, const Eigen::VectorXd& direction, double limit) const;

  /// argmin_f L(f) + rho/2 ||f - v||^2.
  Eigen::VectorXd prox(const Eigen::VectorXd& v, double rho) const;

 private:
  bool logistic() const { return kind_ == LossKind::logistic; }
  Eigen::VectorXd clipped(const Eigen::VectorXd& theta) const;
  Eigen::VectorXd share(const Eigen::VectorXd& theta) const;  // p = y theta / c, of the logistic loss

  LossKind kind_;
  Eigen::VectorXd y_, c_;
  Eigen::VectorXd lower_, upper_;  // the box
};

}  // namespace heaviside::solver
