#include "first_dictionary.hpp"

#include "heaviside/arrangements/distinct.hpp"
#include "heaviside/arrangements/sampler.hpp"
#include "heaviside/core/stage.hpp"
#include "heaviside/dictionary/petsc_matrix.hpp"
#include "heaviside/solver/distributed_vector.hpp"

namespace heaviside::pipeline {
namespace {

using arrangements::HyperplaneSource;
using dictionary::Dictionary;
using Eigen::VectorXd;

constexpr double mebibyte = 1024.0 * 1024.0;

arrangements::PatternSet sample(Run& run, const TrainingData& data, const HyperplaneSource& hyperplanes) {
  const core::StageScope stage(core::Stage::sample);
  const core::Stopwatch watch;
  auto patterns =
      arrangements::make_distinct(run.comm, arrangements::sample_patterns(run.comm, data.Z, hyperplanes, run.log));
  run.record.seconds_sample += run.comm.max(watch.seconds());
  return patterns;
}

Dictionary assemble(Run& run, arrangements::PatternSet patterns) {
  const core::StageScope stage(core::Stage::assemble);
  const core::Stopwatch watch;
  Dictionary D(run.comm, std::move(patterns));
  dictionary::view_from_options(D);
  run.record.seconds_assemble += run.comm.max(watch.seconds());
  run.record.patterns = D.cols();
  run.record.dictionary_mib_max_rank = run.comm.max(static_cast<double>(D.bits().bytes()) / mebibyte);
  return D;
}

}  // namespace

Dictionary first_dictionary(Run& run, const TrainingData& data, const HyperplaneSource& hyperplanes) {
  return assemble(run, sample(run, data, hyperplanes));
}

double largest_useful_beta(const Dictionary& D, const solver::Loss& loss) {
  const VectorXd correlation = D.correlate(loss.residual(VectorXd::Zero(loss.size())));
  return solver::largest_magnitude(D.comm(), solver::group_norms(correlation, loss.outputs(D.rows())));
}

}  // namespace heaviside::pipeline
