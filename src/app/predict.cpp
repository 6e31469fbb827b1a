#include "heaviside/pipeline/predict.hpp"

#include "commands.hpp"
#include "data_options.hpp"
#include "heaviside/core/files.hpp"
#include "heaviside/core/options.hpp"

namespace heaviside::app {

core::ExitCode predict(const core::Communicator& world, Arguments arguments) {
  pipeline::PredictOptions options;
  DataOptions data;
  std::optional<std::string> out;
  bool quiet = false;
  core::OptionTable table(
      "heaviside predict MODEL DATA [options]",
      "Evaluates a network: a line of csv a row, on stdout or in --out, and how well it fits labels.");
  table.positional(options.model, "MODEL", "model.json of a training run");
  data.add_to(table);
  table
      .number(options.split, "split", core::Interval::open(0, 1),
              "only the rows that training held out with this fraction")
      .integer(options.seed, "seed", 0, "of that training, for --split")
      .text(out, "out", "file for the predictions", "FILE")
      .flag(quiet, "quiet", "only warnings and errors on stderr");
  if (table.parse(world, arguments) == core::OptionTable::Outcome::help) {
    print(world, table.help());
    return core::ExitCode::reached;
  }
  options.data = data.reading();
  core::Log log(world, quiet);
  const pipeline::Prediction prediction = pipeline::predict(world, options, log);
  const std::string scores = pipeline::to_text(prediction.scores);
  if (out) {
    world.on_root([&] { core::write_file(*out, pipeline::to_csv(prediction)); });
    print(world, scores);
  } else {
    print(world, pipeline::to_csv(prediction));
    if (!scores.empty()) log.note(scores.substr(0, scores.size() - 1));
  }
  return core::ExitCode::reached;
}

}  // namespace heaviside::app
