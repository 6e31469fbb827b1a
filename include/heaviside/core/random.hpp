/// \file  Counter-based random numbers [SMDS11]: every number is a function of (seed, stream, index, position), never
/// of a rank or of what was drawn before. Local.
#pragma once

#include <cstdint>
#include <span>

namespace heaviside::core {

/// Independent sequences of one seed. Layer l of the hyperplane sampler is stream l itself.
namespace stream {
inline constexpr std::uint64_t first_layer = 1;
inline constexpr std::uint64_t split = 1ULL << 32;
inline constexpr std::uint64_t teacher_inputs = split + 1;
inline constexpr std::uint64_t teacher_weights = split + 2;
inline constexpr std::uint64_t climbs = split + 3;
inline constexpr std::uint64_t starts = split + 4;
inline constexpr std::uint64_t dense_weights = split + 5;
inline constexpr std::uint64_t batches = split + 6;
inline constexpr std::uint64_t inner_starts = split + 7;
inline constexpr std::uint64_t inner_choices = split + 8;
inline constexpr std::uint64_t svm_order = split + 9;
}  // namespace stream

/// 64 uniform random bits.
std::uint64_t random_word(std::uint64_t seed, std::uint64_t stream, std::uint64_t index, std::uint64_t position);

/// Uniform in (0, 1).
double uniform(std::uint64_t seed, std::uint64_t stream, std::uint64_t index, std::uint64_t position);

/// Fills `out` with independent standard normal numbers (Box-Muller); out[k] depends on (seed, stream, index, k) alone.
void normals(std::uint64_t seed, std::uint64_t stream, std::uint64_t index, std::span<double> out);

}  // namespace heaviside::core
