/// \file  Pipeline steps 2 and 3: hyperplanes to distinct patterns, packed and spread over the ranks.
#pragma once

#include "heaviside/arrangements/hyperplanes.hpp"
#include "heaviside/dictionary/dictionary.hpp"
#include "heaviside/pipeline/training_data.hpp"
#include "heaviside/solver/losses.hpp"
#include "run.hpp"

namespace heaviside::pipeline {

/// The dictionary of the distinct patterns that hyperplanes make; seconds, sizes and their number are recorded.
/// \note Collective.
dictionary::Dictionary first_dictionary(Run& run, const TrainingData& data,
                                        const arrangements::HyperplaneSource& hyperplanes);

/// max ||d'r|| of the residual at w = 0 (y, with the squared loss), from which on w = 0 is optimal over the dictionary.
/// \note Collective: one small maximum.
double largest_useful_beta(const dictionary::Dictionary& D, const solver::Loss& loss);

}  // namespace heaviside::pipeline
