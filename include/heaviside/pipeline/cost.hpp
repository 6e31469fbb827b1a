/// \file  What a run will take, before it is run.
#pragma once

#include <optional>

#include "heaviside/pipeline/train_options.hpp"

namespace heaviside::pipeline {

/// What of a table decides how much work it is.
struct ProblemSize {
  double rows = 0;
  double distinct_rows = 0;
  double inputs = 0;  ///< columns of Z
  std::optional<double> beta_max = std::nullopt;
};

/// What training takes on so many ranks.
struct Prediction {
  double seconds =
      0;  ///< without reading the data; on one core a rank of a machine with AVX2 or more, to a factor of about 3
  double mib = 0;  ///< memory of a rank beside the program and the data, where it is highest
};

/// From the sizes of what is held and the operations of each step; the neurons that decide how long the solver's
/// systems take, and how large they are, are guessed from beta and dimension, as data sets have it. Local.
Prediction predict_training(const TrainOptions& options, const ProblemSize& size, std::int64_t ranks);

/// Seconds on one rank of a table whose rows are distinct and columns independent: enough to begin with the longest
/// run and to say how much of many runs is left. Local.
double predicted_seconds(const TrainOptions& options, double rows, double features);

}  // namespace heaviside::pipeline
