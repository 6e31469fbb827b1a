/// \file  A subcommand that trains: on the command line, and as cells of a grid.
#pragma once

#include <algorithm>
#include <utility>

#include "commands.hpp"
#include "heaviside/core/launch.hpp"
#include "heaviside/core/options.hpp"
#include "heaviside/pipeline/grid_method.hpp"
#include "heaviside/pipeline/train.hpp"
#include "heaviside/report/record.hpp"
#include "heaviside/report/summary.hpp"
#include "run_options.hpp"

namespace heaviside::app {

class TrainingCommand : public pipeline::GridMethod {
 public:
  /// Parses the command line, trains, and prints what came of it.
  /// \note Collective.
  virtual core::ExitCode run_command(const core::Communicator& world, Arguments arguments) = 0;
};

/// A training subcommand with options of its own: a constructor adds them to table_.
///
/// \tparam Options  a pipeline::RunRequest
template <class Options>
class TrainingCommandOf : public TrainingCommand {
 public:
  using Pipeline = report::RunRecord (*)(const core::Communicator&, const Options&, const nlohmann::ordered_json&,
                                         core::Log&);

  core::ExitCode run_command(const core::Communicator& world, Arguments arguments) final {
    if (table_.parse(world, arguments) == core::OptionTable::Outcome::help) {
      print(world, table_.help());
      return core::ExitCode::reached;
    }
    core::Log log(world, shared_.quiet());
    core::warn_of_launch(world, log);
    const report::RunRecord record = train(world, log);
    print(world, report::summary(record));
    if (!options_.out) log.note("the network was not kept: --out DIR keeps it");
    return pipeline::exit_code(record.status);
  }

  core::OptionTable& options() final { return table_; }
  data::ReadOptions reading() const final { return shared_.reading(); }

  std::map<std::string, std::vector<std::string>> files() const override {
    std::map<std::string, std::vector<std::string>> files;
    if (options_.test && !options_.test->starts_with("builtin:")) files["test"] = {*options_.test};
    return files;
  }

  Result run(const core::Communicator& comm, const std::string& folder, std::optional<double> time_limit,
             core::Log& log) final {
    options_.out = folder;
    options_.checkpoints = false;
    if (time_limit) options_.time_limit = std::min(*time_limit, options_.time_limit.value_or(*time_limit));
    const report::RunRecord record = train(comm, log);
    return {pipeline::exit_code(record.status), report::to_json(record)};
  }

 protected:
  /// \param asked  what the report's options begin with
  TrainingCommandOf(Pipeline pipeline, std::string usage, std::string summary,
                    nlohmann::ordered_json asked = nlohmann::ordered_json::object())
      : table_(std::move(usage), std::move(summary)), pipeline_(pipeline), asked_(std::move(asked)) {
    shared_.add_data_to(table_, options_);
  }

  Options options_;
  RunOptions shared_;
  core::OptionTable table_;

 private:
  report::RunRecord train(const core::Communicator& comm, core::Log& log) {
    shared_.complete(options_);
    nlohmann::ordered_json asked = asked_;
    asked.update(table_.values());
    return pipeline_(comm, options_, asked, log);
  }

  Pipeline pipeline_;
  nlohmann::ordered_json asked_;
};

}  // namespace heaviside::app
