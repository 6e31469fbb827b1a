/// \file  Pipeline step 2, inside: the innermost loop of threshold_patterns, once for each instruction set.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>

#include "heaviside/core/cpu.hpp"

namespace heaviside::arrangements {

/// Hyperplanes that a tile takes at once, with every instruction set.
inline constexpr int tile_hyperplanes = 6;

/// Signs of t = fma(z_{r-1}, u_{r-1}, ... fma(z_0, u_0, 0)) for a few samples and tile_hyperplanes hyperplanes.
struct ThresholdKernel {
  int samples;  ///< of a tile; divides 64

  /// \param Z  features x samples, the samples of a feature side by side
  /// \param U  features x tile_hyperplanes, the hyperplanes of a feature side by side
  /// \param bits  tile_hyperplanes numbers, overwritten: bit i is 1 where sample i has t >= 0
  void (*tile)(const double* Z, const double* U, std::int64_t features, std::uint32_t* bits);
};

extern const ThresholdKernel portable_threshold_kernel;
#if defined(__x86_64__)
extern const ThresholdKernel avx2_threshold_kernel;
extern const ThresholdKernel avx512_threshold_kernel;
#endif

/// The kernel of an instruction set that this processor must have. Local.
const ThresholdKernel& threshold_kernel(core::InstructionSet set);

/// As the public function of this name, with a kernel of the caller's choice. Local.
void threshold_patterns(const ThresholdKernel& kernel, const Eigen::MatrixXd& Z, const Eigen::MatrixXd& U,
                        std::span<std::uint64_t> words);

}  // namespace heaviside::arrangements
