#include <cmath>

#include "threshold_kernels.hpp"

namespace heaviside::arrangements {
namespace {

constexpr int samples = 8;

void tile(const double* Z, const double* U, std::int64_t features, std::uint32_t* bits) {
  double t[tile_hyperplanes][samples] = {};
  for (std::int64_t k = 0; k < features; ++k, Z += samples, U += tile_hyperplanes) {
    for (int h = 0; h < tile_hyperplanes; ++h) {
      for (int i = 0; i < samples; ++i) t[h][i] = std::fma(Z[i], U[h], t[h][i]);
    }
  }
  for (int h = 0; h < tile_hyperplanes; ++h) {
    bits[h] = 0;
    for (int i = 0; i < samples; ++i) bits[h] |= static_cast<std::uint32_t>(t[h][i] >= 0) << i;
  }
}

}  // namespace

const ThresholdKernel portable_threshold_kernel{samples, tile};

}  // namespace heaviside::arrangements
