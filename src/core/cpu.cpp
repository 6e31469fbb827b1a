#include "heaviside/core/cpu.hpp"

#include <algorithm>
#include <cstdlib>

namespace heaviside::core {
namespace {

InstructionSet detected() {
#if defined(__x86_64__)
  const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
                      __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("gfni") &&
                      __builtin_cpu_supports("avx512vpopcntdq");
  if (avx512) return InstructionSet::avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return InstructionSet::avx2;
#endif
  return InstructionSet::portable;
}

InstructionSet allowed() {
  const char* wish = std::getenv("HEAVISIDE_KERNELS");
  if (wish == nullptr) return InstructionSet::avx512;
  for (const auto set : {InstructionSet::portable, InstructionSet::avx2}) {
    if (name(set) == wish) return set;
  }
  return InstructionSet::avx512;
}

}  // namespace

InstructionSet instruction_set() {
  static const InstructionSet set = std::min(detected(), allowed());
  return set;
}

std::string_view name(InstructionSet set) {
  switch (set) {
    case InstructionSet::avx512:
      return "avx512";
    case InstructionSet::avx2:
      return "avx2";
    case InstructionSet::portable:
      break;
  }
  return "portable";
}

}  // namespace heaviside::core
