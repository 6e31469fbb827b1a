/// \file  JSON of files that anyone may have written. Local.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace heaviside::core {

/// Levels of nesting, more than this program writes: to copy or write a value takes stack for each.
constexpr int deepest_json = 32;

/// The value of a text; discarded where it is no JSON, or nested deeper than `deepest_json`.
nlohmann::ordered_json parse_json(const std::string& text);

}  // namespace heaviside::core
