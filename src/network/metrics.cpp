#include "heaviside/network/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "heaviside/core/exact_sum.hpp"

namespace heaviside::network {

Eigen::VectorXd predicted_classes(const Eigen::MatrixXd& F) {
  if (F.cols() == 1) return F.col(0).unaryExpr([](double value) { return value >= 0 ? 1.0 : -1.0; });
  Eigen::VectorXd classes(F.rows());
  for (Eigen::Index i = 0; i < F.rows(); ++i) {
    Eigen::Index largest = 0;
    F.row(i).maxCoeff(&largest);
    classes[i] = static_cast<double>(largest);
  }
  return classes;
}

double accuracy(const Eigen::MatrixXd& F, const Eigen::VectorXd& y) {
  const Eigen::Index right = (predicted_classes(F).array() == y.array()).count();
  return static_cast<double>(right) / static_cast<double>(y.size());
}

std::optional<double> balanced_accuracy(const Eigen::MatrixXd& F, const Eigen::VectorXd& y) {
  const Eigen::VectorXd predicted = predicted_classes(F);
  const Eigen::Index classes = std::max<Eigen::Index>(2, F.cols());
  double recalls = 0;
  for (Eigen::Index k = 0; k < classes; ++k) {
    const auto label = static_cast<double>(F.cols() == 1 ? 2 * k - 1 : k);
    const Eigen::Index size = (y.array() == label).count();
    if (size == 0) return std::nullopt;
    const Eigen::Index right = (y.array() == label && predicted.array() == label).count();
    recalls += static_cast<double>(right) / static_cast<double>(size);
  }
  return recalls / static_cast<double>(classes);
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
