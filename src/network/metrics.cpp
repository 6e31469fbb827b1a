#include "heaviside/network/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "heaviside/core/exact_sum.hpp"

namespace heaviside::network {
namespace {

/// The fraction of one class that is predicted right; none where the class is absent.
std::optional<double> recall(const Eigen::VectorXd& f, const Eigen::VectorXd& y, double label) {
  const auto of_class = (y.array() == label);
  const Eigen::Index size = of_class.count();
  if (size == 0) return std::nullopt;
  const Eigen::Index right = (of_class && predicted_signs(f).array() == label).count();
  return static_cast<double>(right) / static_cast<double>(size);
}

}  // namespace

Eigen::VectorXd predicted_signs(const Eigen::VectorXd& f) {
  return f.unaryExpr([](double value) { return value >= 0 ? 1.0 : -1.0; });
}

double accuracy(const Eigen::VectorXd& f, const Eigen::VectorXd& y) {
  const Eigen::Index right = (predicted_signs(f).array() == y.array()).count();
  return static_cast<double>(right) / static_cast<double>(y.size());
}

std::optional<double> balanced_accuracy(const Eigen::VectorXd& f, const Eigen::VectorXd& y) {
  const auto negative = recall(f, y, -1);
  const auto positive = recall(f, y, +1);
  if (!negative || !positive) return std::nullopt;
  return (*negative + *positive) / 2;
}

std::optional<double> auc(const Eigen::VectorXd& f, const Eigen::VectorXd& y) {
  std::vector<Eigen::Index> order(static_cast<std::size_t>(f.size()));
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](Eigen::Index a, Eigen::Index b) { return f[a] < f[b]; });
  std::int64_t negatives = 0;  // so far, below the present value of f
  std::int64_t positives = 0;
  std::int64_t twice_won = 0;  // pairs: 2 where the positive is above, 1 where the two are equal
  for (auto first = order.begin(); first != order.end();) {
    const auto last = std::find_if(first, order.end(), [&](Eigen::Index i) { return f[i] != f[*first]; });
    const std::int64_t here = std::count_if(first, last, [&](Eigen::Index i) { return y[i] > 0; });
    const std::int64_t negatives_here = (last - first) - here;
    twice_won += here * (2 * negatives + negatives_here);
    positives += here;
    negatives += negatives_here;
    first = last;
  }
  if (negatives == 0 || positives == 0) return std::nullopt;
  return static_cast<double>(twice_won) / 2 / (static_cast<double>(negatives) * static_cast<double>(positives));
}

double rmse(const Eigen::VectorXd& f, const Eigen::VectorXd& y) {
  core::ExactSum squares;
  for (Eigen::Index i = 0; i < y.size(); ++i) squares += (f[i] - y[i]) * (f[i] - y[i]);
  return std::sqrt(squares.value() / static_cast<double>(y.size()));
}

}  // namespace heaviside::network
