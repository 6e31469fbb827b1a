// heaviside SUBCOMMAND ...: finds the subcommand and leaves the rest to it.
#include <algorithm>
#include <array>
#include <iostream>

#include "commands.hpp"
#include "heaviside/core/run.hpp"
#include "heaviside/report/provenance.hpp"

namespace heaviside::app {
namespace {

struct Subcommand {
  const char* name;
  core::ExitCode (*run)(const core::Communicator&, Arguments);
};

constexpr std::array available{Subcommand{"train", train},       Subcommand{"path", path},
                               Subcommand{"predict", predict},   Subcommand{"certify", certify},
                               Subcommand{"baseline", baseline}, Subcommand{"grid", grid},
                               Subcommand{"rerun", rerun},       Subcommand{"plan", plan},
                               Subcommand{"show", show},         Subcommand{"info", info}};
constexpr std::array<std::string_view, 1> later{"export"};

constexpr const char* usage =
    "usage: heaviside SUBCOMMAND ...          heaviside SUBCOMMAND --help says more\n"
    "\n"
    "  train DATA            train a threshold network to the optimum over sampled activation patterns\n"
    "  path DATA             train at many betas, and choose one by rows held out\n"
    "  predict MODEL DATA    evaluate a network\n"
    "  certify MODEL DATA    prove how far a network is from the global optimum\n"
    "  baseline METHOD DATA  what other methods make of the same data\n"
    "  grid GRID --out DIR   train every combination of a grid file, once\n"
    "  rerun REPORT          run again what a report.json tells of, and compare the networks\n"
    "  plan DATA             predict memory and time of a training, and how many ranks are worth it\n"
    "  show MODEL            print its neurons in the units of the data\n"
    "  info                  versions, build options, commit\n"
    "\n"
    "Under mpirun every rank takes its share: mpirun -n 4 heaviside train DATA --out DIR\n";

core::ExitCode dispatch(const core::Communicator& world, Arguments arguments) {
  if (arguments.empty())
    throw core::InputError(
        "which subcommand? train, path, predict, certify, baseline, grid, rerun, plan, show or info; --help says more");
  const std::string& name = arguments.front();
  if (name == "--help" || name == "-h") {
    print(world, usage);
    return core::ExitCode::reached;
  }
  if (name == "--version") {
    print(world, "heaviside " + report::version() + "\n");
    return core::ExitCode::reached;
  }
  const auto found =
      std::find_if(available.begin(), available.end(), [&](const auto& one) { return one.name == name; });
  if (found != available.end()) return found->run(world, arguments.subspan(1));
  if (std::find(later.begin(), later.end(), name) != later.end())
    throw core::InputError("the subcommand " + name + " is not available yet");
  throw core::InputError("there is no subcommand " + name +
                         ": expected train, path, predict, certify, baseline, grid, rerun, plan, show or info");
}

}  // namespace

void print(const core::Communicator& world, const std::string& text) {
  if (world.is_root()) std::cout << text << std::flush;
}

}  // namespace heaviside::app

int main(int argc, char** argv) {
  using namespace heaviside;
  return core::run(argc, argv, [](const core::Communicator& world, std::span<const std::string> arguments) {
    return static_cast<int>(app::dispatch(world, arguments));
  });
}
