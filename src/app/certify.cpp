#include "heaviside/pipeline/certify.hpp"

#include "commands.hpp"
#include "data_options.hpp"
#include "heaviside/core/options.hpp"

namespace heaviside::app {

core::ExitCode certify(const core::Communicator& world, Arguments arguments) {
  pipeline::CertifyOptions options;
  auto& training = options.training;
  training.certify = "auto";
  DataOptions data;
  bool quiet = false;
  core::OptionTable table("heaviside certify MODEL DATA [options]",
                          "Proves how far a two-layer network is from the global optimum on the rows that it was "
                          "trained on.");
  table.positional(options.model, "MODEL", "model.json of a training run");
  data.add_to(table);
  data.add_weights_to(table);
  table.number(training.split, "split", core::Interval::open(0, 1), "the rows that training kept with this fraction")
      .integer(training.seed, "seed", 0, "of the hyperplanes and of --split")
      .on_off(training.standardize, "standardize", "as in training; matters without a bias only")
      .number(training.beta, "beta", core::Interval::above(0), "instead of the model's")
      .number(training.gap, "gap", core::Interval::open(0, 1), "the certified gap that is asked for")
      .integer(training.patterns, "patterns", 1, "hyperplanes to begin with")
      .choice(training.certify, "certify", {"bounds", "exact", "auto"}, {},
              "exact searches all patterns; auto as far as it is likely to pay")
      .duration(training.time_limit, "time-limit", "stop in time, with the best bound so far")
      .flag(quiet, "quiet", "only warnings and errors on stderr");
  if (table.parse(world, arguments) == core::OptionTable::Outcome::help) {
    print(world, table.help());
    return core::ExitCode::reached;
  }
  training.data = data.reading();
  core::Log log(world, quiet);
  const auto certificate = pipeline::certify(world, options, log);
  print(world, pipeline::to_text(certificate, training.gap));
  return certificate.outcome;
}

}  // namespace heaviside::app
