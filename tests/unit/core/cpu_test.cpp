#include "heaviside/core/cpu.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>

using namespace heaviside::core;

TEST_CASE("instruction sets have the names of HEAVISIDE_KERNELS") {
  CHECK(name(InstructionSet::portable) == "portable");
  CHECK(name(InstructionSet::avx2) == "avx2");
  CHECK(name(InstructionSet::avx512) == "avx512");
}

TEST_CASE("the set in use is one that the processor has and the environment allows") {
  const InstructionSet set = instruction_set();
  CHECK(set == instruction_set());
#if defined(__x86_64__)
  if (set >= InstructionSet::avx2) CHECK((__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")));
  if (set >= InstructionSet::avx512) CHECK((__builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("gfni")));
#else
  CHECK(set == InstructionSet::portable);
#endif
  const char* wish = std::getenv("HEAVISIDE_KERNELS");
  if (wish != nullptr && name(InstructionSet::portable) == wish) CHECK(set == InstructionSet::portable);
  if (wish != nullptr && name(InstructionSet::avx2) == wish) CHECK(set <= InstructionSet::avx2);
}
