/// \file  What every method that trains is asked: its data, where its results go, and how long it may take.
#pragma once

#include <optional>
#include <string>

#include "heaviside/pipeline/data_request.hpp"

namespace heaviside::pipeline {

/// Every field is an option of the same name; the values here are the defaults.
struct RunRequest : DataRequest {
  std::optional<std::string> out;    ///< a folder; none: nothing is written
  std::optional<double> time_limit;  ///< seconds
  bool checkpoints = true;           ///< whether runs that can go on later leave checkpoints; not an option
};

}  // namespace heaviside::pipeline
