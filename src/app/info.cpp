#include "commands.hpp"
#include "heaviside/core/cpu.hpp"
#include "heaviside/core/options.hpp"
#include "heaviside/report/provenance.hpp"

namespace heaviside::app {
namespace {

std::string line(std::string name, const std::string& value) {
  name.resize(16, ' ');
  return name + value + "\n";
}

}  // namespace

core::ExitCode info(const core::Communicator& world, Arguments arguments) {
  core::OptionTable table("heaviside info", "Prints versions, build options, commit and what this machine offers.");
  if (table.parse(world, arguments) == core::OptionTable::Outcome::help) {
    print(world, table.help());
    return core::ExitCode::reached;
  }
  std::string text = line("commit", report::commit());
  const auto versions = report::versions();
  for (const auto& [name, version] : versions.items()) text += line(name, version.get<std::string>());
  text += line("build", report::build_options());
  text += line("kernels", std::string(core::name(core::instruction_set())));
  text += line("processor", report::processor());
  text += line("ranks", std::to_string(world.size()));
  print(world, text);
  return core::ExitCode::reached;
}

}  // namespace heaviside::app
