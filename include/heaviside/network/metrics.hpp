/// \file  Pipeline step 6: how well the outputs of a network fit labels that are known. Local, order-free.
#pragma once

#include <Eigen/Core>
#include <optional>

namespace heaviside::network {

/// The predicted class of each row, in the terms of data::Target: of two, +1 where f >= 0, else -1; of more, the number
/// of the largest output, of equal ones the first.
/// \param F  n x K
Eigen::VectorXd predicted_classes(const Eigen::MatrixXd& F);

/// \name F is n x K, y of length n >= 1: of two classes -1 or +1, of more 0 ... K - 1.
/// @{

/// The fraction of samples whose predicted class is theirs.
double accuracy(const Eigen::MatrixXd& F, const Eigen::VectorXd& y);

/// The mean over the classes of the fraction of their samples that is predicted right; none where a class is absent.
std::optional<double> balanced_accuracy(const Eigen::MatrixXd& F, const Eigen::VectorXd& y);
/// @}

/// \name f and y of length n >= 1. Two classes: y is -1 or +1.
/// @{

/// The probability that a positive sample has a larger f than a negative one, equal ones counting half (area under the
/// ROC curve, the rank-sum statistic); none where a class is absent.
std::optional<double> auc(const Eigen::VectorXd& f, const Eigen::VectorXd& y);

/// sqrt(sum_i (f_i - y_i)^2 / n).
double rmse(const Eigen::VectorXd& f, const Eigen::VectorXd& y);
/// @}

}  // namespace heaviside::network
