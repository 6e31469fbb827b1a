#include "heaviside/pipeline/grid.hpp"

#include "commands.hpp"
#include "grid_methods.hpp"
#include "heaviside/core/launch.hpp"
#include "heaviside/core/options.hpp"

namespace heaviside::app {

core::ExitCode grid(const core::Communicator& world, Arguments arguments) {
  pipeline::GridOptions options;
  std::optional<std::string> shard;
  bool quiet = false;
  core::OptionTable table("heaviside grid GRID --out DIR [options]",
                          "Runs every combination of a grid file that DIR has no result of; again after whatever ended "
                          "it, on any number of ranks.");
  table.positional(options.grid, "GRID", "lines `option = value value ...`, sections [zip], [data NAME], [method NAME]")
      .text(options.out, "out", "folder for results.csv, and for model.json and report.json of each cell", "DIR")
      .integer(options.group_size, "group-size", 1,
               "ranks that work on a cell together; auto: what is done soonest, by predicted cost",
               {{"auto", pipeline::automatic_group_size}})
      .text(shard, "shard", "run the i-th of N parts, for N programs with one DIR", "i/N")
      .flag(options.retry_failed, "retry-failed", "run the cells that failed, and no others")
      .duration(options.time_limit, "time-limit", "stop in time; cells that are not done are left for the next run")
      .flag(quiet, "quiet", "only warnings and errors on stderr");
  if (table.parse(world, arguments) == core::OptionTable::Outcome::help) {
    print(world, table.help());
    return core::ExitCode::reached;
  }
  if (options.out.empty()) throw core::InputError("--out DIR is missing: where results are kept");
  if (shard) {
    const auto part = pipeline::parse_shard(*shard);
    if (!part) throw core::InputError("--shard must be i/N with 1 <= i <= N, but is '" + *shard + "'");
    options.shard = *part;
  }
  core::Log log(world, quiet);
  core::warn_of_launch(world, log);
  const auto summary = pipeline::run_grid(world, options, training_methods(), log);
  print(world, pipeline::to_text(summary));
  return summary.outcome;
}

}  // namespace heaviside::app
