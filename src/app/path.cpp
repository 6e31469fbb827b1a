// heaviside path DATA: the program at many betas, and the beta that held-out rows like best.
#include "heaviside/pipeline/path.hpp"

#include "commands.hpp"
#include "grid_methods.hpp"
#include "heaviside/pipeline/cost.hpp"
#include "heaviside/solver/losses.hpp"
#include "training_command.hpp"

namespace heaviside::app {
namespace {

using core::Interval;

class PathCommand : public TrainingCommandOf<pipeline::PathOptions> {
 public:
  PathCommand()
      : TrainingCommandOf(pipeline::train_path, "heaviside path DATA [options]",
                          "Solves at many betas, each from the one before, and chooses among them by rows held out.",
                          {{"subcommand", "path"}}) {
    shared_.add_weights_to(table_);
    table_.integer(options_.betas, "betas", 1, "from beta_max downwards, in geometric progression")
        .number(options_.smallest_ratio, "smallest-ratio", Interval::open(0, 1), "the last beta, of beta_max")
        .integer(options_.folds, "folds", 2, "of cross-validation; off: the smallest beta is taken", {{"off", 0}})
        .number(options_.validation, "validation", Interval::open(0, 1),
                "or hold out this fraction of the training rows, once")
        .exclusive("folds", "validation")
        .choice(options_.criterion, "criterion", {"auto", "error", "loss"}, {},
                "what held-out rows are asked for: auto is error for classes and loss for numbers")
        .choice(options_.rule, "rule", {"one-se", "best"}, {},
                "one-se: the largest beta within a standard error of the best")
        .integer(options_.patterns, "patterns", 1, "hyperplanes to draw; of equal patterns one stays")
        .integers(options_.layers, "layers", 1,
                  "widths of the inner layers of each parallel subnetwork; none: a network of two layers")
        .choice(options_.loss, "loss", solver::loss_words, {}, "loss function, as for train")
        .number(options_.huber_delta, "huber-delta", Interval::above(0), "error from which on Huber's loss is straight")
        .choice(options_.class_weight, "class-weight", {"equal", "balanced"}, {}, "as for train")
        .choice(options_.solver, "solver", {"auto", "admm"}, {}, "auto: augmented Lagrangian with Newton steps")
        .number(options_.gap, "gap", Interval::open(0, 1), "stop at this relative duality gap, at every beta")
        .integer(options_.max_iterations, "max-iterations", 1, "at most so many iterations of the solver at a beta");
    shared_.add_run_to(table_, options_, "the hyperplanes, the folds and --split");
  }

  /// Of folds + 1 paths, each some five times its smallest beta.
  double cost(double rows, double features) const override {
    pipeline::TrainOptions smallest = options_;
    smallest.beta_ratio = options_.smallest_ratio;
    return 5 * static_cast<double>(options_.folds + 1) * pipeline::predicted_seconds(smallest, rows, features);
  }
};

}  // namespace

std::unique_ptr<pipeline::GridMethod> path_method() { return std::make_unique<PathCommand>(); }

core::ExitCode path(const core::Communicator& world, Arguments arguments) {
  return PathCommand().run_command(world, arguments);
}

}  // namespace heaviside::app
