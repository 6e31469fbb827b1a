/// \file  What a run will take, before it is run.
#pragma once

#include "heaviside/pipeline/train_options.hpp"

namespace heaviside::pipeline {

/// Operations that training takes on a table of this size, to an order of magnitude: enough to begin with the longest
/// run and to say how much of many runs is left. Local.
double predicted_operations(const TrainOptions& options, double rows, double features);

}  // namespace heaviside::pipeline
