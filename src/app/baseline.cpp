// heaviside baseline METHOD DATA ...: what others do with the same data, measured and reported as training is.
#include <algorithm>
#include <array>

#include "commands.hpp"
#include "grid_methods.hpp"
#include "heaviside/baselines/surrogate.hpp"
#include "heaviside/pipeline/cost.hpp"
#include "heaviside/pipeline/logistic.hpp"
#include "heaviside/pipeline/straight_through.hpp"
#include "heaviside/pipeline/train.hpp"
#include "training_command.hpp"

namespace heaviside::app {
namespace {

using core::Interval;

constexpr double dense_operations = 1e10;  // a second

class StraightThrough : public TrainingCommandOf<pipeline::StraightThroughOptions> {
 public:
  StraightThrough()
      : TrainingCommandOf(pipeline::train_straight_through, "heaviside baseline ste DATA [options]",
                          "Trains a fully connected threshold network by a straight-through estimator.",
                          {{"baseline", "ste"}}) {
    table_
        .choice(options_.surrogate, "surrogate", baselines::surrogate_words, {},
                "what stands in for the derivative of the threshold")
        .integers(options_.layers, "layers", 1, "units of the hidden layers before the last one; none: two layers")
        .integer(options_.neurons, "neurons", 1, "units of the last hidden layer");
    add_beta_options(table_, options_.beta, options_.beta_ratio);
    table_.integer(options_.epochs, "epochs", 0, "passes over the rows")
        .number(options_.learning_rate, "learning-rate", Interval::above(0), "halved where the loss no longer falls")
        .choice(options_.optimizer, "optimizer", {"sgd", "adam"}, {}, "how steps are made of gradients")
        .integer(options_.batch_size, "batch-size", 1, "rows a step", {{"all", 0}})
        .integer(options_.seeds, "seeds", 1,
                 "networks to train, from --seed on; the best on the training rows is kept");
    shared_.add_run_to(table_, options_, "the first weights, the batches and --split");
  }

  double cost(double rows, double features) const override {
    double weights = 0;
    double inputs = features + 1;
    for (const auto units : options_.layers) {
      weights += inputs * static_cast<double>(units);
      inputs = static_cast<double>(units);
    }
    weights += inputs * static_cast<double>(options_.neurons);
    return rows * weights * static_cast<double>(options_.epochs) * static_cast<double>(options_.seeds) /
           dense_operations;
  }
};

/// Training as it was before refinement: random patterns, and the convex program over them.
class RandomFeatures : public TrainingCommandOf<pipeline::TrainOptions> {
 public:
  RandomFeatures()
      : TrainingCommandOf(pipeline::train, "heaviside baseline random-features DATA [options]",
                          "Fits output weights to random step features by the Lasso: `train --refine off`.",
                          {{"baseline", "random-features"}}) {
    options_.refine = 0;
    shared_.add_weights_to(table_);
    add_beta_options(table_, options_.beta, options_.beta_ratio);
    table_.integer(options_.patterns, "patterns", 1, "random step features to draw; of equal ones the first stays")
        .number(options_.gap, "gap", Interval::open(0, 1), "stop at this relative duality gap")
        .integer(options_.max_iterations, "max-iterations", 1, "at most so many iterations of the solver");
    shared_.add_run_to(table_, options_, "the features and of --split");
  }

  double cost(double rows, double features) const override {
    return pipeline::predicted_seconds(options_, rows, features);
  }
};

/// The closed form over all 0/1 vectors, whose optimal patterns three layers reproduce [EGLP23].
class Reconstructed : public TrainingCommandOf<pipeline::TrainOptions> {
 public:
  Reconstructed(const std::string& method, const std::string& summary)
      : TrainingCommandOf(pipeline::train, "heaviside baseline " + method + " DATA [options]", summary,
                          {{"baseline", method}}) {
    options_.method = method;
    options_.multiclass = "one-vs-rest";
    options_.layers = {paper_width};
    options_.refine = 0;
    shared_.add_weights_to(table_);
    table_.integers(options_.layers, "layers", 1, "random units of the first layer");
    add_beta_options(table_, options_.beta, options_.beta_ratio);
    table_.number(options_.gap, "gap", Interval::open(0, 1), "stop at this relative duality gap");
    shared_.add_run_to(table_, options_, "the first layer and of --split");
  }

  double cost(double rows, double features) const override {
    return pipeline::predicted_seconds(options_, rows, features);
  }

 private:
  static constexpr std::int64_t paper_width = 1000;
};

class PseudoInverse : public Reconstructed {
 public:
  PseudoInverse()
      : Reconstructed("pi", "Convex-PI: optimal patterns of the closed form, reproduced by a pseudo-inverse.") {}
};

class SupportVectors : public Reconstructed {
 public:
  SupportVectors()
      : Reconstructed("svm", "Convex-SVM: optimal patterns of the closed form, reproduced by linear classifiers.") {}
};

class Logistic : public TrainingCommandOf<pipeline::LogisticRequest> {
 public:
  Logistic()
      : TrainingCommandOf(pipeline::train_logistic, "heaviside baseline logistic DATA [options]",
                          "Logistic regression on the features themselves, solved to a duality gap.",
                          {{"baseline", "logistic"}}) {
    table_.choice(options_.penalty, "penalty", {"l2", "l1"}, {}, "beta/2 ||w||_2^2 or beta ||w||_1; the bias is free")
        .number(options_.beta, "beta", Interval::above(0),
                "weight of the penalty, absolute: losses are summed over rows")
        .number(options_.gap, "gap", Interval::open(0, 1), "stop at this relative duality gap")
        .integer(options_.max_iterations, "max-iterations", 1, "at most so many Newton steps");
    shared_.add_run_to(table_, options_, "--split");
  }

  /// Of some ten Newton steps.
  double cost(double rows, double features) const override {
    return 10 * rows * (features + 1) * (features + 1) / dense_operations;
  }
};

template <class Command>
std::unique_ptr<TrainingCommand> made() {
  return std::make_unique<Command>();
}

struct Method {
  const char* name;
  const char* meaning;
  std::unique_ptr<TrainingCommand> (*make)();
};

constexpr std::array methods{
    Method{"ste", "straight-through estimators: surrogate gradients through the thresholds", made<StraightThrough>},
    Method{"random-features", "random step features and the Lasso", made<RandomFeatures>},
    Method{"pi", "optimal patterns in closed form, three layers by pseudo-inverse", made<PseudoInverse>},
    Method{"svm", "optimal patterns in closed form, three layers by support vector machines", made<SupportVectors>},
    Method{"logistic", "logistic regression on the features themselves", made<Logistic>}};

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

std::vector<pipeline::GridMethodEntry> baseline_methods() {
  std::vector<pipeline::GridMethodEntry> entries;
  for (const auto& method : methods) entries.push_back({method.name, method.make});
  return entries;
}

core::ExitCode baseline(const core::Communicator& world, Arguments arguments) {
  if (arguments.empty()) throw core::InputError("which baseline? " + names() + "; --help says more");
  const std::string& name = arguments.front();
  if (name == "--help" || name == "-h") {
    print(world, usage());
    return core::ExitCode::reached;
  }
  const auto found = std::find_if(methods.begin(), methods.end(), [&](const auto& one) { return one.name == name; });
  if (found == methods.end()) throw core::InputError("there is no baseline " + name + ": expected " + names());
  return found->make()->run_command(world, arguments.subspan(1));
}

}  // namespace heaviside::app
