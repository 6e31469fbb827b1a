#include "heaviside/pipeline/train_options.hpp"

#include "heaviside/core/errors.hpp"

namespace heaviside::pipeline {

void refuse_contradictions(const TrainOptions& options) {
  if (options.resume && !options.out)
    throw core::InputError("--resume goes on from the checkpoint in a folder: give it with --out DIR");
  const bool several = options.multiclass == "one-vs-rest";
  if (several && (options.warm_start || options.save_dictionary))
    throw core::InputError(
        "--multiclass one-vs-rest trains several networks: leave out --warm-start and --save-dictionary, which are of "
        "one");
  const bool closed_form = options.method != "lasso";
  if (closed_form && options.layers.size() != 1)
    throw core::InputError("--method " + options.method +
                           " builds networks of three layers: give --layers P1, the "
                           "width of the first");
  if (closed_form && options.load_dictionary)
    throw core::InputError("--method " + options.method + " makes its own patterns: leave out --load-dictionary");
  if (options.layers.empty()) return;
  if (options.patterns == all_patterns)
    throw core::InputError("--patterns all lists the patterns of two layers; with --layers give a number of them");
  if (options.certify == "exact")
    throw core::InputError("--certify exact searches the patterns of two layers; with --layers take --certify bounds");
}

}  // namespace heaviside::pipeline
