#include "heaviside/pipeline/train.hpp"

#include <algorithm>

#include "commands.hpp"
#include "grid_methods.hpp"
#include "heaviside/core/options.hpp"
#include "heaviside/pipeline/cost.hpp"
#include "heaviside/pipeline/dictionary_file.hpp"
#include "heaviside/report/summary.hpp"
#include "heaviside/solver/losses.hpp"
#include "run_options.hpp"

namespace heaviside::app {
namespace {

using core::Interval;

/// Everything that `heaviside train` understands, and what it will understand.
class TrainCommand : public pipeline::GridMethod {
 public:
  TrainCommand() {
    shared_.add_data_to(table_, options_);
    add_beta_options(table_, options_.beta, options_.beta_ratio);
    add_program_options();
    add_run_options();
  }
  core::ExitCode run(const core::Communicator& world, Arguments arguments);

  core::OptionTable& options() override { return table_; }
  data::ReadOptions reading() const override { return shared_.reading(); }
  std::map<std::string, std::vector<std::string>> files() const override;
  double cost(double rows, double features) const override;
  Result run(const core::Communicator& comm, const std::string& folder, std::optional<double> time_limit,
             core::Log& log) override;

 private:
  void add_program_options() {
    table_
        .integer(options_.patterns, "patterns", 1,
                 "hyperplanes to draw; of equal patterns one stays; all: every pattern of small data",
                 {{"all", pipeline::all_patterns}})
        .choice(
            options_.method, "method", {"lasso", "pi", "svm"}, {},
            "lasso: patterns are drawn; pi, svm: three layers that reproduce the optimal ones of the closed form by "
            "pseudo-inverse or support vector machines")
        .integers(options_.layers, "layers", 1,
                  "widths of the inner layers of each parallel subnetwork; none: a network of two layers")
        .choice(options_.loss, "loss", solver::loss_words, {},
                "loss function: logistic and squared-hinge are for two classes, huber is for numbers with outliers")
        .number(options_.huber_delta, "huber-delta", Interval::above(0), "error from which on Huber's loss is straight")
        .integer(options_.refine, "refine", 1, "rounds of search for better patterns, at most; auto: as many as pay",
                 {{"off", 0}, {"auto", pipeline::refine_until_converged}})
        .choice(options_.certify, "certify", {"off", "bounds", "exact", "auto"}, {},
                "proof of the global optimum: exact searches all patterns; auto as far as it is likely to pay")
        .choice(options_.solver, "solver", {"auto", "admm"}, {}, "auto: augmented Lagrangian with Newton steps");
  }
  void add_run_options() {
    table_.number(options_.gap, "gap", Interval::open(0, 1), "stop at this relative duality gap")
        .integer(options_.max_iterations, "max-iterations", 1, "at most so many iterations of the solver")
        .later("resume", "go on from a checkpoint")
        .text(options_.save_dictionary, "save-dictionary", "write the patterns, packed", "FILE.npy")
        .text(options_.load_dictionary, "load-dictionary", "take the patterns of a saved dictionary", "FILE.npy")
        .exclusive("load-dictionary", "patterns")
        .text(options_.warm_start, "warm-start", "begin with the weights of a trained network", "MODEL");
    shared_.add_run_to(table_, options_, "the hyperplanes and of --split");
  }

  pipeline::TrainOptions options_;
  RunOptions shared_;
  core::OptionTable table_{"heaviside train DATA [options] [--petsc ...]",
                           "Trains a threshold network to the optimum over sampled activation patterns."};
};

core::ExitCode TrainCommand::run(const core::Communicator& world, Arguments arguments) {
  if (table_.parse(world, arguments) == core::OptionTable::Outcome::help) {
    print(world, table_.help());
    return core::ExitCode::reached;
  }
  shared_.complete(options_);
  core::Log log(world, shared_.quiet());
  const report::RunRecord record = pipeline::train(world, options_, table_.values(), log);
  print(world, report::summary(record));
  if (!options_.out) log.note("the network was not kept: --out DIR keeps it");
  return pipeline::exit_code(record.status);
}

std::map<std::string, std::vector<std::string>> TrainCommand::files() const {
  std::map<std::string, std::vector<std::string>> files;
  if (options_.test && !options_.test->starts_with("builtin:")) files["test"] = {*options_.test};
  if (options_.load_dictionary) {
    const auto& patterns = *options_.load_dictionary;
    files["load-dictionary"] = {patterns, pipeline::hyperplane_file(patterns)};
  }
  if (options_.warm_start) files["warm-start"] = {*options_.warm_start};
  return files;
}

double TrainCommand::cost(double rows, double features) const {
  return pipeline::predicted_operations(options_, rows, features);
}

pipeline::GridMethod::Result TrainCommand::run(const core::Communicator& comm, const std::string& folder,
                                               std::optional<double> time_limit, core::Log& log) {
  shared_.complete(options_);
  options_.out = folder;
  if (time_limit) options_.time_limit = std::min(*time_limit, options_.time_limit.value_or(*time_limit));
  const report::RunRecord record = pipeline::train(comm, options_, table_.values(), log);
  return {pipeline::exit_code(record.status), report::to_json(record)};
}

}  // namespace

std::unique_ptr<pipeline::GridMethod> train_method() { return std::make_unique<TrainCommand>(); }

core::ExitCode train(const core::Communicator& world, Arguments arguments) {
  return TrainCommand().run(world, arguments);
}

}  // namespace heaviside::app
