#include "first_hyperplanes.hpp"

#include "heaviside/core/stage.hpp"
#include "heaviside/pipeline/closed_form.hpp"
#include "heaviside/pipeline/dictionary_file.hpp"
#include "heaviside/pipeline/enumerate_patterns.hpp"
#include "heaviside/pipeline/reconstruction.hpp"

namespace heaviside::pipeline {
namespace {

std::unique_ptr<arrangements::HyperplaneSource> stored(arrangements::StoredHyperplanes hyperplanes) {
  return std::make_unique<arrangements::StoredHyperplanes>(std::move(hyperplanes));
}

FirstHyperplanes all_of(Run& run, const TrainingData& data) {
  const core::StageScope stage(core::Stage::sample);
  const core::Stopwatch watch;
  AllPatterns all = enumerate_patterns(run.comm, data, run.log);
  run.record.seconds_sample = run.comm.max(watch.seconds());
  return {stored(arrangements::StoredHyperplanes(std::move(all.hyperplanes))), all.complete};
}

}  // namespace

FirstHyperplanes choose_hyperplanes(Run& run, const TrainOptions& options, const TrainingData& data) {
  const arrangements::SubnetworkShape shape{data.Z.cols(), options.layers};
  if (options.load_dictionary) return {stored(load_hyperplanes(run.comm, *options.load_dictionary, shape))};
  if (options.patterns == all_patterns) return all_of(run, data);
  if (options.method != "lasso") {
    refuse_more_classes(data, "--method " + options.method);
    return {reconstructed_subnetworks(run.comm, data, options, run.stop, run.log)};
  }
  const auto sampled = [&] {
    return FirstHyperplanes{.source = std::make_unique<arrangements::SampledHyperplanes>(
                                options.seed, shape.inputs, data.map.bias, options.patterns, shape.widths),
                            .drawn = true};
  };
  if (shape.deep() || data.target.outputs() > 1) return sampled();
  if (auto optimal = closed_form_hyperplanes(run.comm, data, options)) {
    run.log.note("every 0/1 vector over the distinct rows is a pattern: the optimal ones are taken, none is sampled");
    return {stored(arrangements::StoredHyperplanes(std::move(*optimal)))};
  }
  return sampled();
}

}  // namespace heaviside::pipeline
