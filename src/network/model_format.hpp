/// \file  Words that writing and reading model.json share.
#pragma once

#include <string>
#include <vector>

#include "heaviside/data/dataset.hpp"

namespace heaviside::network {

inline const std::string format_name = "heaviside-model";
inline constexpr int format_version = 1;
inline const std::string linear_kind =
    "linear";  // of a model without neurons; threshold networks do not say their kind
inline const std::vector<std::string> class_weight_words = {"equal", "balanced"};  // equal is not written
inline const std::vector<std::string> missing_words = {"refuse", "zero", "mean"};  // by data::Missing

}  // namespace heaviside::network
