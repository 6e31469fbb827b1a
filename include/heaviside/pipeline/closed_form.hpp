/// \file  The pipeline's short cut: where every 0/1 vector is a pattern, the optimal patterns are known in closed form.
#pragma once

#include <Eigen/Core>
#include <optional>

#include "heaviside/pipeline/train_options.hpp"
#include "heaviside/pipeline/training_data.hpp"

namespace heaviside::pipeline {

/// The distinct rows' inputs, and the patterns over them of a network that is optimal over all 0/1 vectors.
struct OptimalPatterns {
  Eigen::MatrixXd inputs;  ///< distinct rows x r, those of Z
  Eigen::MatrixXd
      patterns;  ///< distinct rows x patterns: first the one that is on everywhere, the two that beta_max is attained
                 ///< at, and the nested ones of the shattered program's output, cut at its levels
};

/// From the closed form (certificate::solve_shattered), with beta as a fraction of beta_max over all 0/1 vectors where
/// it is not given. \note Local.
OptimalPatterns optimal_patterns(const TrainingData& data, const TrainOptions& options);

/// Hyperplanes whose patterns contain those of a network that is optimal over all patterns [EGLP23]: a row each.
/// Besides them, the one that is on everywhere, and the two that beta_max is attained at.
///
/// If Z, at its distinct rows, is square, then Z u = t has a solution for every t, so every 0/1 vector is a pattern and
/// the program is the shattered one (certificate::solve_shattered). Its output, cut at its levels, gives nested
/// patterns p; their hyperplanes solve Z u = 2 p - 1.
///
/// \returns  count x r; nothing where Z has fewer columns than distinct rows, or is so ill conditioned that a
///           hyperplane does not make its pattern in floating point
/// \note Collective: the root computes and broadcasts.
std::optional<Eigen::MatrixXd> closed_form_hyperplanes(const core::Communicator& comm, const TrainingData& data,
                                                       const TrainOptions& options);

}  // namespace heaviside::pipeline
