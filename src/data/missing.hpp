/// \file  Missing values become numbers. Root only.
#pragma once

#include "heaviside/data/read.hpp"

namespace heaviside::data {

/// What the options ask for; where they do not, what the model's training data had.
Missing missing_policy(const ReadOptions& options);

/// Replaces the NaN in X by 0 or by the means of the features (of a model, or of the values that are there), and
/// completes the encoding.
/// \throws core::InputError  for a mean of no values, or of a model without means
void fill_missing(Table& table, const ReadOptions& options);

}  // namespace heaviside::data
