// The one main of every test program: MPI around Catch2, the same order on all ranks, the worst exit code to all.
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>

#include "heaviside/core/communicator.hpp"
#include "heaviside/core/run.hpp"

int main(int argc, char** argv) {
  using heaviside::core::Communicator;
  return heaviside::core::run(argc, argv, [&](const Communicator& world, const auto& arguments) {
    std::vector<const char*> words{argv[0]};
    for (const auto& argument : arguments) words.push_back(argument.c_str());
    const int code = Catch::Session().run(static_cast<int>(words.size()), words.data());
    return static_cast<int>(world.max(std::int64_t{code}));
  });
}
