// Gives every input that is kept to its target, without a fuzzer: replay FOLDER, with a folder a target in it.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>

#include "heaviside/core/run.hpp"
#include "targets.hpp"

namespace {

using heaviside::fuzz::Target;

std::string bytes_of(const std::filesystem::path& path) {
  std::ostringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  return bytes.str();
}

int replay(const std::filesystem::path& folder, const Target& target) {
  int inputs = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    try {
      target(bytes_of(entry.path()));
    } catch (const std::exception& error) {
      throw std::runtime_error(entry.path().string() + ": " + error.what());
    }
    ++inputs;
  }
  return inputs;
}

}  // namespace

int main(int argc, char** argv) {
  return heaviside::core::run(argc, argv, [](const auto&, std::span<const std::string> arguments) {
    for (const auto& [name, target] : heaviside::fuzz::targets()) {
      const int inputs = replay(std::filesystem::path(arguments.front()) / name, target);
      if (inputs == 0) throw std::runtime_error(name + " has no inputs");
      std::cout << name << ": " << inputs << " inputs\n";
    }
    return 0;
  });
}
