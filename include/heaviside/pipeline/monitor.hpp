/// \file  What a run shows while it solves: progress on stderr, and a line of trace.csv for every certificate.
#pragma once

#include <optional>

#include "heaviside/arrangements/hyperplanes.hpp"
#include "heaviside/core/log.hpp"
#include "heaviside/core/stage.hpp"
#include "heaviside/pipeline/training_data.hpp"
#include "heaviside/report/trace.hpp"
#include "heaviside/solver/problem.hpp"

namespace heaviside::pipeline {

/// The three gaps of an objective, relative; the bounds do not change while a dictionary is solved.
struct GlobalBounds {
  double shattered = 0;             ///< optimum of the shattered program
  std::optional<double> certified;  ///< best proven bound over all patterns of the data; absent with --certify off
  bool complete = false;            ///< the dictionary has every pattern of the data: its own gap is a global one

  double bounded_gap(double objective) const;
  std::optional<double> certified_gap(const solver::Certificate& point) const;
  /// Of the optimum over all patterns; absent with --certify off.
  std::optional<double> lower_bound(const solver::Certificate& point) const;
};

/// (objective - bound) / objective, at least 0; 0/0 is 0. Local.
double relative_gap(double objective, double bound);

/// Sees the certificates of the solver on every rank.
class Monitor {
 public:
  /// \param trace  absent: no file is written
  Monitor(const TrainingData& data, const arrangements::HyperplaneSource& hyperplanes, const GlobalBounds& bounds,
          double target_gap, const core::Stopwatch& run_clock, std::optional<report::TraceWriter>& trace,
          core::Log& log);

  /// \param round  of refinement; 0 is the first dictionary
  /// \note Collective: where there is a trace, one sum of as many integers as there are rows to train and test on.
  void observe(const dictionary::Dictionary& D, std::int64_t round, const solver::Certificate& point,
               const solver::Effort& effort);

  /// From now on the optimum over all patterns is known to be at least this. Local, the same on every rank.
  void raise_bound(double lower_bound);
  const GlobalBounds& bounds() const { return bounds_; }

  /// Seconds spent here, not in the solver.
  double seconds() const { return seconds_; }

 private:
  std::optional<double> train_accuracy(const dictionary::Dictionary& D, const Eigen::VectorXd& w) const;
  std::optional<double> test_accuracy(const dictionary::Dictionary& D, const Eigen::VectorXd& w) const;

  const TrainingData& data_;
  const arrangements::HyperplaneSource& hyperplanes_;
  GlobalBounds bounds_;
  double target_gap_;
  const core::Stopwatch& run_clock_;
  std::optional<report::TraceWriter>& trace_;
  core::Log& log_;
  Eigen::MatrixXd Z_test_;
  double seconds_ = 0;
};

}  // namespace heaviside::pipeline
