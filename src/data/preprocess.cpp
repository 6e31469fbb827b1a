#include "heaviside/data/preprocess.hpp"

#include <cmath>
#include <limits>
#include <string>

#include "heaviside/core/errors.hpp"
#include "heaviside/core/exact_sum.hpp"

namespace heaviside::data {
namespace {

using Column = Eigen::Ref<const Eigen::VectorXd>;

double mean_of(const Column& x) {
  core::ExactSum sum;
  for (const double value : x) sum += value;
  return sum.value() / static_cast<double>(x.size());
}

/// sqrt(sum_i (x_i - mean)^2 / n), in units of the largest deviation so that no square over- or underflows.
double deviation_of(const Column& x, double mean) {
  const double largest = (x.array() - mean).abs().maxCoeff();
  core::ExactSum sum;
  for (const double value : x) {
    const double relative = (value - mean) / largest;
    sum += relative * relative;
  }
  return largest * std::sqrt(sum.value() / static_cast<double>(x.size()));
}

}  // namespace

Preprocessing fit(const Eigen::MatrixXd& X, bool standardize) {
  Preprocessing result{Eigen::VectorXd::Zero(X.cols()), Eigen::VectorXd::Ones(X.cols())};
  for (Eigen::Index k = 0; standardize && k < X.cols(); ++k) {
    const auto x = X.col(k);
    if (x.maxCoeff() == x.minCoeff()) {
      result.mean[k] = x[0];  // exactly, so that Z is exactly 0
      continue;
    }
    result.mean[k] = mean_of(x);
    const double deviation = deviation_of(x, result.mean[k]);
    if (!std::isfinite(deviation)) {
      throw core::InputError("feature " + std::to_string(k + 1) +
                             ": its values are too large to be standardised: rescale them, or turn standardising off");
    }
    if (deviation >= std::numeric_limits<double>::min()) result.scale[k] = deviation;  // below: constant but for noise
  }
  return result;
}

Eigen::MatrixXd apply(const Eigen::MatrixXd& X, const Preprocessing& preprocessing) {
  if (X.cols() != preprocessing.mean.size()) {
    throw core::InputError("expected data with " + std::to_string(preprocessing.mean.size()) + " features, found " +
                           std::to_string(X.cols()));
  }
  Eigen::MatrixXd Z(X.rows(), X.cols());
  for (Eigen::Index k = 0; k < X.cols(); ++k) Z.col(k) = apply(X, preprocessing, k);
  return Z;
}

Eigen::VectorXd apply(const Eigen::MatrixXd& X, const Preprocessing& preprocessing, Eigen::Index k) {
  return (X.col(k).array() - preprocessing.mean[k]) / preprocessing.scale[k];
}

}  // namespace heaviside::data
