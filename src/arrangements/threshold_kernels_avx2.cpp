#if defined(__x86_64__)
#include <immintrin.h>

#include "threshold_kernels.hpp"

namespace heaviside::arrangements {
namespace {

// 12 sums, 2 vectors of samples and the broadcast weights fill the 16 registers.
constexpr int lanes = 4;
constexpr int vectors = 2;

__attribute__((target("avx2,fma"))) void tile(const double* Z, const double* U, std::int64_t features,
                                              std::uint32_t* bits) {
  __m256d t[tile_hyperplanes][vectors];
#pragma GCC unroll 8
  for (int h = 0; h < tile_hyperplanes; ++h) {
#pragma GCC unroll 8
    for (int v = 0; v < vectors; ++v) t[h][v] = _mm256_setzero_pd();
  }
  for (std::int64_t k = 0; k < features; ++k, Z += vectors * lanes, U += tile_hyperplanes) {
    __m256d z[vectors];
#pragma GCC unroll 8
    for (int v = 0; v < vectors; ++v) z[v] = _mm256_loadu_pd(Z + v * lanes);
#pragma GCC unroll 8
    for (int h = 0; h < tile_hyperplanes; ++h) {
      const __m256d u = _mm256_set1_pd(U[h]);
#pragma GCC unroll 8
      for (int v = 0; v < vectors; ++v) t[h][v] = _mm256_fmadd_pd(z[v], u, t[h][v]);
    }
  }
#pragma GCC unroll 8
  for (int h = 0; h < tile_hyperplanes; ++h) {
    bits[h] = 0;
#pragma GCC unroll 8
    for (int v = 0; v < vectors; ++v) {
      const auto active =
          static_cast<std::uint32_t>(_mm256_movemask_pd(_mm256_cmp_pd(t[h][v], _mm256_setzero_pd(), _CMP_GE_OQ)));
      bits[h] |= active << (v * lanes);
    }
  }
}

}  // namespace

const ThresholdKernel avx2_threshold_kernel{vectors * lanes, tile};

}  // namespace heaviside::arrangements
#endif
