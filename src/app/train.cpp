#include "heaviside/pipeline/train.hpp"

#include "commands.hpp"
#include "data_options.hpp"
#include "heaviside/core/options.hpp"
#include "heaviside/report/summary.hpp"
#include "heaviside/solver/losses.hpp"

namespace heaviside::app {
namespace {

using core::Interval;

/// Everything that `heaviside train` understands, and what it will understand.
class TrainCommand {
 public:
  TrainCommand() {
    data_.add_to(table_);
    add_data_options();
    add_program_options();
    add_run_options();
  }
  core::ExitCode run(const core::Communicator& world, Arguments arguments);

 private:
  void add_data_options() {
    table_.text(options_.test, "test", "rows to test on, a file like DATA", "FILE")
        .number(options_.split, "split", Interval::open(0, 1), "or hold out this fraction of DATA's rows to test on")
        .exclusive("test", "split")
        .choice(options_.task, "task", {"auto", "binary", "regression"}, {"multiclass"}, "what the labels mean")
        .on_off(options_.standardize, "standardize", "scale features to mean 0 and deviation 1")
        .flag(options_.no_bias, "no-bias", "no column of ones");
  }
  void add_program_options() {
    table_.number(options_.beta, "beta", Interval::above(0), "weight of the penalty, absolute")
        .number(options_.beta_ratio, "beta-ratio", Interval::left_open(0, 1),
                "or as a fraction of beta_max, from which on no neuron is worth its weight")
        .exclusive("beta", "beta-ratio")
        .integer(options_.patterns, "patterns", 1,
                 "hyperplanes to draw; of equal patterns one stays; all: every pattern of small data",
                 {{"all", pipeline::all_patterns}})
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
        .integer(options_.seed, "seed", 0, "of the hyperplanes and of --split")
        .text(options_.out, "out", "folder for model.json, report.json and trace.csv", "DIR")
        .duration(options_.time_limit, "time-limit", "stop in time, with the best network so far: 90, 15m, 1:30:00")
        .later("resume", "go on from a checkpoint")
        .text(options_.save_dictionary, "save-dictionary", "write the patterns, packed", "FILE.npy")
        .text(options_.load_dictionary, "load-dictionary", "take the patterns of a saved dictionary", "FILE.npy")
        .exclusive("load-dictionary", "patterns")
        .text(options_.warm_start, "warm-start", "begin with the weights of a trained network", "MODEL")
        .flag(quiet_, "quiet", "only warnings and errors on stderr");
  }

  pipeline::TrainOptions options_;
  DataOptions data_;
  bool quiet_ = false;
  core::OptionTable table_{"heaviside train DATA [options] [--petsc ...]",
                           "Trains a threshold network to the optimum over sampled activation patterns."};
};

core::ExitCode TrainCommand::run(const core::Communicator& world, Arguments arguments) {
  if (table_.parse(world, arguments) == core::OptionTable::Outcome::help) {
    print(world, table_.help());
    return core::ExitCode::reached;
  }
  options_.data = data_.reading();
  core::Log log(world, quiet_);
  const report::RunRecord record = pipeline::train(world, options_, table_.values(), log);
  print(world, report::summary(record));
  if (!options_.out) log.note("the network was not kept: --out DIR keeps it");
  return pipeline::exit_code(record.status);
}

}  // namespace

core::ExitCode train(const core::Communicator& world, Arguments arguments) {
  return TrainCommand().run(world, arguments);
}

}  // namespace heaviside::app
