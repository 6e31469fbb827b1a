/// \file  Pipeline step 6: how well the outputs f of a network fit labels that are known. Local, order-free.
#pragma once

#include <Eigen/Core>
#include <optional>

namespace heaviside::network {

/// The predicted class of two: +1 where f >= 0, else -1.
Eigen::VectorXd predicted_signs(const Eigen::VectorXd& f);

/// \name f and y of length n >= 1. Two classes: y is -1 or +1.
/// @{

/// The fraction of samples whose predicted class is theirs.
double accuracy(const Eigen::VectorXd& f, const Eigen::VectorXd& y);

/// The mean over the two classes of the fraction of their samples that is predicted right; none where a class is
/// absent.
std::optional<double> balanced_accuracy(const Eigen::VectorXd& f, const Eigen::VectorXd& y);

/// The probability that a positive sample has a larger f than a negative one, equal ones counting half (area under the
/// ROC curve, the rank-sum statistic); none where a class is absent.
std::optional<double> auc(const Eigen::VectorXd& f, const Eigen::VectorXd& y);

/// sqrt(sum_i (f_i - y_i)^2 / n).
double rmse(const Eigen::VectorXd& f, const Eigen::VectorXd& y);
/// @}

}  // namespace heaviside::network
