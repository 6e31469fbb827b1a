// One target under libFuzzer, which leaves words with two dashes alone: fuzz_readers --target=NAME [FLAG...]
// [FOLDER...]
#include <mpi.h>

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string_view>

#include "targets.hpp"

namespace {

heaviside::fuzz::Target chosen;

[[noreturn]] void refuse(const heaviside::fuzz::Targets& all) {
  std::cerr << "--target=NAME is one of:";
  for (const auto& [name, target] : all) std::cerr << ' ' << name;
  std::cerr << std::endl;
  std::exit(2);
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  constexpr std::string_view option = "--target=";
  const auto all = heaviside::fuzz::targets();
  for (int k = 1; k < *argc; ++k) {
    const std::string_view word = (*argv)[k];
    if (!word.starts_with(option)) continue;
    const auto target = all.find(std::string(word.substr(option.size())));
    if (target != all.end()) chosen = target->second;
  }
  if (!chosen) refuse(all);
  return MPI_Init(argc, argv);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    chosen({reinterpret_cast<const char*>(data), size});
  } catch (const std::exception& error) {
    std::cerr << "finding: " << error.what() << std::endl;
    std::abort();
  }
  return 0;
}
