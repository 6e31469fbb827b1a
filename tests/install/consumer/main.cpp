// Trains on DATA with the installed library, and prints the objective and its gap.
#include <cstdio>

#include "heaviside/core/log.hpp"
#include "heaviside/core/run.hpp"
#include "heaviside/pipeline/train.hpp"

int main(int argc, char** argv) {
  using namespace heaviside;
  return core::run(argc, argv, [](const core::Communicator& world, std::span<const std::string> arguments) {
    pipeline::TrainOptions options;
    options.data.source = arguments.front();
    options.patterns = 100;
    options.refine = 2;
    core::Log log(world, true);
    const report::RunRecord record = pipeline::train(world, options, {}, log);
    if (world.is_root()) std::printf("%.17g %.17g\n", record.objective, *record.restricted_gap);
    return static_cast<int>(pipeline::exit_code(record.status));
  });
}
