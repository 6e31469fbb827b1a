/// \file  Pipeline of a path, inside: the criterion of rows that were held out.
#pragma once

#include <vector>

#include "heaviside/pipeline/path.hpp"
#include "heaviside/pipeline/selection.hpp"
#include "run.hpp"

namespace heaviside::pipeline {

struct PathScores {
  std::string criterion;   ///< error or loss
  std::int64_t folds = 0;  ///< 0: nothing was held out, and there are no scores
  std::int64_t held_out_rows = 0;
  std::vector<Score> scores;  ///< of the betas that every fold came to, by decreasing beta
};

/// The criterion of each row: 1 where the class is wrong (error), or the loss, summed over outputs. Local.
/// \param outputs  n x K, \param y  length n, in the terms of the target, \param weights  of the rows in the loss, or
/// empty
Eigen::VectorXd criterion_values(const std::string& criterion, const PathOptions& options, const data::Target& target,
                                 const Eigen::MatrixXd& outputs, const Eigen::VectorXd& y,
                                 const Eigen::VectorXd& weights);

/// Walks the path of every fold, and measures each of its networks on the fold's held-out rows.
///
/// \param betas  of all training rows; a fold takes them in proportion to its rows, as losses are sums over rows
/// \returns  also where a limit or a signal ended it: fewer scores
/// \note Collective.
PathScores cross_validate(Run& run, const PathOptions& options, const TrainingData& data,
                          const std::vector<double>& betas);

}  // namespace heaviside::pipeline
