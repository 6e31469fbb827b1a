/// \file  Words that writing and reading model.json share.
#pragma once

#include <string>
#include <vector>

#include "heaviside/data/dataset.hpp"
#include "heaviside/data/sha256.hpp"

namespace heaviside::network {

inline const std::string format_name = "heaviside-model";
inline constexpr int format_version = 1;
inline const std::string linear_kind =
    "linear";  // of a model without neurons; threshold networks do not say their kind
inline const std::vector<std::string> class_weight_words = {"equal", "balanced"};  // equal is not written
inline const std::vector<std::string> missing_words = {"refuse", "zero", "mean"};  // by data::Missing

/// The last member of the file: the SHA-256 of all that stands before its line.
inline const std::string checksum_name = "sha256";
inline std::string checksum_line(const std::string& before) {
  return "\"" + checksum_name + "\": \"" + data::sha256(before) + "\"\n";
}

}  // namespace heaviside::network
