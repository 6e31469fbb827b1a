/// \file  The options that say how a data file is read, shared by the subcommands that read one.
#pragma once

#include "heaviside/core/options.hpp"
#include "heaviside/data/read.hpp"

namespace heaviside::app {

class DataOptions {
 public:
  /// Adds the positional DATA and the options of reading.
  void add_to(core::OptionTable& table);

  /// Adds the option of the rows' weights, for what has a loss in which they count.
  void add_weights_to(core::OptionTable& table);

  /// What was asked for, after OptionTable::parse.
  data::ReadOptions reading() const;

 private:
  data::ReadOptions fields_;
  std::string format_ = "auto";
  std::string missing_ = "refuse";
};

}  // namespace heaviside::app
