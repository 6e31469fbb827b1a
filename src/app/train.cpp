#include "heaviside/pipeline/train.hpp"

#include "commands.hpp"
#include "grid_methods.hpp"
#include "heaviside/pipeline/cost.hpp"
#include "heaviside/pipeline/dictionary_file.hpp"
#include "heaviside/pipeline/plan.hpp"
#include "heaviside/solver/losses.hpp"
#include "training_command.hpp"

namespace heaviside::app {
namespace {

using core::Interval;

/// Everything that `heaviside train` understands, and what it will understand.
class TrainCommand : public TrainingCommandOf<pipeline::TrainOptions> {
 public:
  explicit TrainCommand(
      const std::string& usage = "heaviside train DATA [options] [--petsc ...]",
      const std::string& summary = "Trains a threshold network to the optimum over sampled activation patterns.")
      : TrainingCommandOf(pipeline::train, usage, summary) {
    shared_.add_weights_to(table_);
    add_beta_options(table_, options_.beta, options_.beta_ratio);
    add_program_options();
    add_run_options();
  }

  std::map<std::string, std::vector<std::string>> files() const override {
    auto files = TrainingCommandOf::files();
    if (options_.load_dictionary) {
      const auto& patterns = *options_.load_dictionary;
      files["load-dictionary"] = {patterns, pipeline::hyperplane_file(patterns)};
    }
    if (options_.warm_start) files["warm-start"] = {*options_.warm_start};
    return files;
  }

  double cost(double rows, double features) const override {
    return pipeline::predicted_seconds(options_, rows, features);
  }

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
        .choice(options_.class_weight, "class-weight", {"equal", "balanced"}, {},
                "balanced: rows weigh as if the classes had equally many")
        .choice(options_.multiclass, "multiclass", {"shared", "one-vs-rest"}, {},
                "more than two classes: one network whose neurons speak for all, or a training each against all others")
        .integer(options_.refine, "refine", 1, "rounds of search for better patterns, at most; auto: as many as pay",
                 {{"off", 0}, {"auto", pipeline::refine_until_converged}})
        .choice(options_.certify, "certify", {"off", "bounds", "exact", "auto"}, {},
                "proof of the global optimum: exact searches all patterns; auto as far as it is likely to pay")
        .choice(options_.solver, "solver", {"auto", "admm"}, {}, "auto: augmented Lagrangian with Newton steps");
  }
  void add_run_options() {
    table_.number(options_.gap, "gap", Interval::open(0, 1), "stop at this relative duality gap")
        .integer(options_.max_iterations, "max-iterations", 1, "at most so many iterations of the solver")
        .flag(options_.resume, "resume",
              "go on from the checkpoint that a stopped run with the same options left in --out DIR, on any number of "
              "ranks")
        .duration(options_.checkpoint_interval, "checkpoint-interval",
                  "time from one checkpoint to the next (default 1m)")
        .text(options_.save_dictionary, "save-dictionary", "write the patterns, packed", "FILE.npy")
        .text(options_.load_dictionary, "load-dictionary", "take the patterns of a saved dictionary", "FILE.npy")
        .exclusive("load-dictionary", "patterns")
        .text(options_.warm_start, "warm-start", "begin with the weights of a trained network", "MODEL");
    shared_.add_run_to(table_, options_, "the hyperplanes and of --split");
  }
};

/// The options of training, and what is asked of the plan.
class PlanCommand : public TrainCommand {
 public:
  PlanCommand()
      : TrainCommand("heaviside plan DATA [options of train]",
                     "Predicts memory and time of a training on one rank and on more, and runs nothing.") {
    table_.integer(ranks_, "ranks", 1, "ranks that are wanted; auto: numbers of them are compared", {{"auto", 0}})
        .integer(asked_.cells, "cells", 1, "of a grid of such trainings: how large its groups should be");
  }

  core::ExitCode plan_command(const core::Communicator& world, Arguments arguments) {
    if (table_.parse(world, arguments) == core::OptionTable::Outcome::help) {
      print(world, table_.help());
      return core::ExitCode::reached;
    }
    shared_.complete(options_);
    if (ranks_ > 0) asked_.ranks = ranks_;
    core::Log log(world, shared_.quiet());
    print(world, pipeline::to_text(pipeline::plan(world, options_, asked_, log), asked_));
    return core::ExitCode::reached;
  }

 private:
  std::int64_t ranks_ = 0;
  pipeline::PlanOptions asked_;
};

}  // namespace

core::ExitCode plan(const core::Communicator& world, Arguments arguments) {
  return PlanCommand().plan_command(world, arguments);
}

std::unique_ptr<pipeline::GridMethod> train_method() { return std::make_unique<TrainCommand>(); }

core::ExitCode train(const core::Communicator& world, Arguments arguments) {
  return TrainCommand().run_command(world, arguments);
}

}  // namespace heaviside::app
