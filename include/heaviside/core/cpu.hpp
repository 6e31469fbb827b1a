/// \file  Which vector instructions the kernels may use. Every choice gives the same bits; only the speed differs.
#pragma once

#include <string_view>

namespace heaviside::core {

enum class InstructionSet { portable, avx2, avx512 };

/// The best set that this processor has (AVX-512 means F, BW, DQ, VL, VBMI, GFNI and VPOPCNTDQ together; AVX2 includes
/// FMA), lowered by the environment variable HEAVISIDE_KERNELS=portable|avx2|avx512 where that is set. Determined once.
/// Local.
InstructionSet instruction_set();

std::string_view name(InstructionSet set);

}  // namespace heaviside::core
