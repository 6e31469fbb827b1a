/// \file  Which rows a run trains on and tests on, and how they are prepared; the command line and the config file say.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "heaviside/data/read.hpp"

namespace heaviside::pipeline {

/// Every field is an option of the same name; the values here are the defaults.
struct DataRequest {
  data::ReadOptions data;  ///< source, format, label, missing values, one-hot columns

  std::optional<std::string> test;  ///< a file of test rows, read as the training file was
  std::optional<double> split;      ///< or this fraction of the rows, held out
  std::string task = "auto";
  bool standardize = true;
  bool no_bias = false;
  std::uint64_t seed = 0;  ///< of the split, and of all that is random in the run
};

}  // namespace heaviside::pipeline
