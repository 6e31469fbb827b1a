/// \file  Which beta of a path is chosen, by rows that were not trained on. Local, the same on every rank.
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "heaviside/report/record.hpp"

namespace heaviside::pipeline {

/// The criterion of held-out rows at one beta.
struct Score {
  double mean = 0;
  double standard_error = 0;  ///< of the mean: sqrt(sum (x - mean)^2 / (m (m - 1))) over the m rows; one row: 0
};

/// \param values  of the criterion, one a held-out row; m >= 1
Score score_of(const Eigen::VectorXd& values);

/// The index of the smallest mean, the largest beta among equals.
/// \param scores  by decreasing beta, at least one
std::int64_t best_index(const std::vector<Score>& scores);

/// The one-standard-error rule [HTF09, 7.10]: the largest beta whose mean is at most one standard error of the best
/// over it.
std::int64_t one_standard_error_index(const std::vector<Score>& scores);

/// Chooses by "best" or "one-se"; the fields that tell of rows are the caller's.
report::Selection choose(const std::vector<Score>& scores, const std::string& rule);

}  // namespace heaviside::pipeline
