#include "heaviside/core/random.hpp"

#include <Random123/philox.h>
#include <Random123/boxmuller.hpp>
#include <Random123/uniform.hpp>

namespace heaviside::core {
namespace {

constexpr std::uint64_t words_per_block = 4;

r123::Philox4x64::ctr_type random_block(std::uint64_t seed, std::uint64_t stream, std::uint64_t index,
                                        std::uint64_t block) {
  return r123::Philox4x64{}({{index, block, stream, 0}}, {{seed, 0}});
}

}  // namespace

std::uint64_t random_word(std::uint64_t seed, std::uint64_t stream, std::uint64_t index, std::uint64_t position) {
  return random_block(seed, stream, index, position / words_per_block)[position % words_per_block];
}

double uniform(std::uint64_t seed, std::uint64_t stream, std::uint64_t index, std::uint64_t position) {
  return r123::u01fixedpt<double>(random_word(seed, stream, index, position));
}

void normals(std::uint64_t seed, std::uint64_t stream, std::uint64_t index, std::span<double> out) {
  for (std::size_t k = 0; k < out.size(); k += words_per_block) {
    const auto words = random_block(seed, stream, index, k / words_per_block);
    const auto first = r123::boxmuller(words[0], words[1]);
    const auto second = r123::boxmuller(words[2], words[3]);
    const double values[words_per_block] = {first.x, first.y, second.x, second.y};
    for (std::size_t i = 0; i < words_per_block && k + i < out.size(); ++i) out[k + i] = values[i];
  }
}

}  // namespace heaviside::core
