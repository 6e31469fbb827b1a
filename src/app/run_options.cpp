#include "run_options.hpp"

namespace heaviside::app {

using core::Interval;

void RunOptions::add_data_to(core::OptionTable& table, pipeline::RunRequest& request) {
  data_.add_to(table);
  table.text(request.test, "test", "rows to test on, a file like DATA", "FILE")
      .number(request.split, "split", Interval::open(0, 1), "or hold out this fraction of DATA's rows to test on")
      .exclusive("test", "split")
      .choice(request.task, "task", {"auto", "binary", "multiclass", "regression"}, {}, "what the labels mean")
      .on_off(request.standardize, "standardize", "scale features to mean 0 and deviation 1")
      .flag(request.no_bias, "no-bias", "no column of ones");
}

void RunOptions::add_run_to(core::OptionTable& table, pipeline::RunRequest& request, const std::string& seeded) {
  table.integer(request.seed, "seed", 0, "of " + seeded)
      .text(request.out, "out", "folder for model.json, report.json and trace.csv", "DIR")
      .duration(request.time_limit, "time-limit", "stop in time, with the best network so far: 90, 15m, 1:30:00")
      .flag(quiet_, "quiet", "only warnings and errors on stderr");
}

void add_beta_options(core::OptionTable& table, std::optional<double>& beta, double& beta_ratio) {
  table.number(beta, "beta", Interval::above(0), "weight of the penalty, absolute")
      .number(beta_ratio, "beta-ratio", Interval::left_open(0, 1),
              "or as a fraction of beta_max, from which on no neuron is worth its weight")
      .exclusive("beta", "beta-ratio");
}

}  // namespace heaviside::app
