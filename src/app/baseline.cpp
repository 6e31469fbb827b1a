// heaviside baseline METHOD DATA ...: what others do with the same data, measured and reported as training is.
#include <algorithm>
#include <array>

#include "commands.hpp"
#include "heaviside/baselines/surrogate.hpp"
#include "heaviside/pipeline/logistic.hpp"
#include "heaviside/pipeline/straight_through.hpp"
#include "heaviside/pipeline/train.hpp"
#include "heaviside/report/summary.hpp"
#include "run_options.hpp"

namespace heaviside::app {
namespace {

using core::Interval;

/// Parses the options of a method, runs its pipeline, and prints what came of it.
template <class Options, class Pipeline>
core::ExitCode run(const core::Communicator& world, Arguments arguments, const char* method, core::OptionTable& table,
                   const RunOptions& shared, Options& options, const Pipeline& pipeline) {
  if (table.parse(world, arguments) == core::OptionTable::Outcome::help) {
    print(world, table.help());
    return core::ExitCode::reached;
  }
  shared.complete(options);
  core::Log log(world, shared.quiet());
  nlohmann::ordered_json asked = {{"baseline", method}};
  asked.update(table.values());
  const report::RunRecord record = pipeline(world, options, asked, log);
  print(world, report::summary(record));
  return pipeline::exit_code(record.status);
}

core::ExitCode straight_through(const core::Communicator& world, Arguments arguments) {
  pipeline::StraightThroughOptions options;
  RunOptions shared;
  core::OptionTable table("heaviside baseline ste DATA [options]",
                          "Trains a fully connected threshold network by a straight-through estimator.");
  shared.add_data_to(table, options);
  table
      .choice(options.surrogate, "surrogate", baselines::surrogate_words, {},
              "what stands in for the derivative of the threshold")
      .integers(options.layers, "layers", 1, "units of the hidden layers before the last one; none: two layers")
      .integer(options.neurons, "neurons", 1, "units of the last hidden layer");
  add_beta_options(table, options.beta, options.beta_ratio);
  table.integer(options.epochs, "epochs", 0, "passes over the rows")
      .number(options.learning_rate, "learning-rate", Interval::above(0), "halved where the loss no longer falls")
      .choice(options.optimizer, "optimizer", {"sgd", "adam"}, {}, "how steps are made of gradients")
      .integer(options.batch_size, "batch-size", 1, "rows a step", {{"all", 0}})
      .integer(options.seeds, "seeds", 1, "networks to train, from --seed on; the best on the training rows is kept");
  shared.add_run_to(table, options, "the first weights, the batches and --split");
  return run(world, arguments, "ste", table, shared, options, pipeline::train_straight_through);
}

/// Training as it was before refinement: random patterns, and the convex program over them.
core::ExitCode random_features(const core::Communicator& world, Arguments arguments) {
  pipeline::TrainOptions options;
  options.refine = 0;
  RunOptions shared;
  core::OptionTable table("heaviside baseline random-features DATA [options]",
                          "Fits output weights to random step features by the Lasso: `train --refine off`.");
  shared.add_data_to(table, options);
  add_beta_options(table, options.beta, options.beta_ratio);
  table.integer(options.patterns, "patterns", 1, "random step features to draw; of equal ones the first stays")
      .number(options.gap, "gap", Interval::open(0, 1), "stop at this relative duality gap")
      .integer(options.max_iterations, "max-iterations", 1, "at most so many iterations of the solver");
  shared.add_run_to(table, options, "the features and of --split");
  return run(world, arguments, "random-features", table, shared, options, pipeline::train);
}

core::ExitCode logistic(const core::Communicator& world, Arguments arguments) {
  pipeline::LogisticRequest options;
  RunOptions shared;
  core::OptionTable table("heaviside baseline logistic DATA [options]",
                          "Logistic regression on the features themselves, solved to a duality gap.");
  shared.add_data_to(table, options);
  table.choice(options.penalty, "penalty", {"l2", "l1"}, {}, "beta/2 ||w||_2^2 or beta ||w||_1; the bias is free")
      .number(options.beta, "beta", Interval::above(0), "weight of the penalty, absolute: losses are summed over rows")
      .number(options.gap, "gap", Interval::open(0, 1), "stop at this relative duality gap")
      .integer(options.max_iterations, "max-iterations", 1, "at most so many Newton steps");
  shared.add_run_to(table, options, "--split");
  return run(world, arguments, "logistic", table, shared, options, pipeline::train_logistic);
}

struct Method {
  const char* name;
  const char* meaning;
  core::ExitCode (*run)(const core::Communicator&, Arguments);
};

constexpr std::array methods{
    Method{"ste", "straight-through estimators: surrogate gradients through the thresholds", straight_through},
    Method{"random-features", "random step features and the Lasso", random_features},
    Method{"logistic", "logistic regression on the features themselves", logistic}};

std::string usage() {
  std::string text =
      "usage: heaviside baseline METHOD DATA ...          heaviside baseline METHOD --help says more\n\n";
  for (const auto& method : methods) {
    std::string name = method.name;
    name.resize(18, ' ');
    text += "  " + name + method.meaning + "\n";
  }
  return text;
}

std::string names() {
  std::string text;
  for (const auto& method : methods) text += (text.empty() ? "" : ", ") + std::string(method.name);
  return text;
}

}  // namespace

core::ExitCode baseline(const core::Communicator& world, Arguments arguments) {
  if (arguments.empty()) throw core::InputError("which baseline? " + names() + "; --help says more");
  const std::string& name = arguments.front();
  if (name == "--help" || name == "-h") {
    print(world, usage());
    return core::ExitCode::reached;
  }
  const auto found = std::find_if(methods.begin(), methods.end(), [&](const auto& one) { return one.name == name; });
  if (found == methods.end()) throw core::InputError("there is no baseline " + name + ": expected " + names());
  return found->run(world, arguments.subspan(1));
}

}  // namespace heaviside::app
