/// \file  The options that every subcommand which trains has, each described once.
#pragma once

#include "data_options.hpp"
#include "heaviside/core/options.hpp"
#include "heaviside/pipeline/run_request.hpp"

namespace heaviside::app {

/// DATA and how it is read, which rows are trained and tested on, where results go, when to stop.
class RunOptions {
 public:
  /// Adds DATA and the options of data; \param request outlives the table.
  void add_data_to(core::OptionTable& table, pipeline::RunRequest& request);

  /// Adds --sample-weight.
  void add_weights_to(core::OptionTable& table) { data_.add_weights_to(table); }

  /// Adds --seed, --out, --time-limit and --quiet. \param seeded  what the seed is of
  void add_run_to(core::OptionTable& table, pipeline::RunRequest& request, const std::string& seeded);

  /// How DATA are read, after OptionTable::parse or OptionTable::set.
  data::ReadOptions reading() const { return data_.reading(); }

  /// Fills in what add_data_to() could not bind, after OptionTable::parse.
  void complete(pipeline::RunRequest& request) const { request.data = reading(); }

  bool quiet() const { return quiet_; }

 private:
  DataOptions data_;
  bool quiet_ = false;
};

/// --beta and --beta-ratio, which exclude each other.
void add_beta_options(core::OptionTable& table, std::optional<double>& beta, double& beta_ratio);

}  // namespace heaviside::app
