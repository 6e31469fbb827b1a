#if defined(__x86_64__)
#include <immintrin.h>

#include "threshold_kernels.hpp"

namespace heaviside::arrangements {
namespace {

// 24 sums, 4 vectors of samples and the broadcast weights fill 29 of the 32 registers.
constexpr int lanes = 8;
constexpr int vectors = 4;

__attribute__((target("avx512f"))) void tile(const double* Z, const double* U, std::int64_t features,
                                             std::uint32_t* bits) {
  __m512d t[tile_hyperplanes][vectors];
#pragma GCC unroll 8
  for (int h = 0; h < tile_hyperplanes; ++h) {
#pragma GCC unroll 8
    for (int v = 0; v < vectors; ++v) t[h][v] = _mm512_setzero_pd();
  }
  for (std::int64_t k = 0; k < features; ++k, Z += vectors * lanes, U += tile_hyperplanes) {
    __m512d z[vectors];
#pragma GCC unroll 8
    for (int v = 0; v < vectors; ++v) z[v] = _mm512_loadu_pd(Z + v * lanes);
#pragma GCC unroll 8
    for (int h = 0; h < tile_hyperplanes; ++h) {
      const __m512d u = _mm512_set1_pd(U[h]);
#pragma GCC unroll 8
      for (int v = 0; v < vectors; ++v) t[h][v] = _mm512_fmadd_pd(z[v], u, t[h][v]);
    }
  }
#pragma GCC unroll 8
  for (int h = 0; h < tile_hyperplanes; ++h) {
    bits[h] = 0;
#pragma GCC unroll 8
    for (int v = 0; v < vectors; ++v) {
      const auto active = std::uint32_t{_mm512_cmp_pd_mask(t[h][v], _mm512_setzero_pd(), _CMP_GE_OQ)};
      bits[h] |= active << (v * lanes);
    }
  }
}

}  // namespace

const ThresholdKernel avx512_threshold_kernel{vectors * lanes, tile};

}  // namespace heaviside::arrangements
#endif
