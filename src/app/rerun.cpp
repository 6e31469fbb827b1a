#include "heaviside/pipeline/rerun.hpp"

#include <filesystem>

#include "commands.hpp"
#include "grid_methods.hpp"
#include "heaviside/core/options.hpp"

namespace heaviside::app {

core::ExitCode rerun(const core::Communicator& world, Arguments arguments) {
  pipeline::RerunOptions options;
  bool quiet = false;
  core::OptionTable table("heaviside rerun REPORT [options]",
                          "Runs again what a report.json tells of, with its options, seed and data, and compares the "
                          "networks.");
  table.positional(options.report, "REPORT", "report.json of a run, its model.json beside it")
      .text(options.out, "out", "folder for the new files; default: rerun, beside REPORT", "DIR")
      .flag(quiet, "quiet", "only warnings and errors on stderr");
  if (table.parse(world, arguments) == core::OptionTable::Outcome::help) {
    print(world, table.help());
    return core::ExitCode::reached;
  }
  if (options.out.empty()) options.out = (std::filesystem::path(options.report).parent_path() / "rerun").string();
  core::Log log(world, quiet);
  const auto result = pipeline::rerun(world, options, training_methods(), log);
  print(world, pipeline::to_text(result));
  return result.outcome;
}

}  // namespace heaviside::app
