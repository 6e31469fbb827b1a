/// \file  A line of a grid file. Local.
#pragma once

#include <string>
#include <vector>

namespace heaviside::pipeline {

enum class GridLineKind { empty, section, option };

struct GridLine {
  GridLineKind kind = GridLineKind::empty;
  std::string name;                 ///< of the section or the option
  std::vector<std::string> values;  ///< of an option: at least one, ranges written out; of a section: at most one
};

/// \throws core::InputError  what is wrong, without file and line
GridLine parse_grid_line(const std::string& text);

}  // namespace heaviside::pipeline
