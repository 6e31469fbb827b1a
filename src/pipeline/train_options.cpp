#include "heaviside/pipeline/train_options.hpp"

#include "heaviside/core/errors.hpp"

namespace heaviside::pipeline {

void refuse_contradictions(const TrainOptions& options) {
  if (options.layers.empty()) return;
  if (options.patterns == all_patterns)
    throw core::InputError("--patterns all lists the patterns of two layers; with --layers give a number of them");
  if (options.certify == "exact")
    throw core::InputError("--certify exact searches the patterns of two layers; with --layers take --certify bounds");
  if (options.refine != 0 && options.refine != refine_until_converged)
    throw core::InputError("--refine " + std::to_string(options.refine) + " is not available yet with --layers");
}

}  // namespace heaviside::pipeline
