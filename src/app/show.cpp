#include "heaviside/network/show.hpp"

#include "commands.hpp"
#include "heaviside/core/options.hpp"
#include "heaviside/network/file.hpp"

namespace heaviside::app {

core::ExitCode show(const core::Communicator& world, Arguments arguments) {
  std::string model;
  std::int64_t limit = 20;
  core::OptionTable table("heaviside show MODEL [options]",
                          "Prints the neurons of a network in the units of the data, the heaviest first.");
  table.positional(model, "MODEL", "model.json of a training run").integer(limit, "limit", 1, "neurons to print");
  if (table.parse(world, arguments) == core::OptionTable::Outcome::help) {
    print(world, table.help());
    return core::ExitCode::reached;
  }
  print(world, network::show(network::read_model(world, model), limit));
  return core::ExitCode::reached;
}

}  // namespace heaviside::app
