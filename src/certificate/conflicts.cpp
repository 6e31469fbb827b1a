#include "conflicts.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace heaviside::certificate {
namespace {

using Eigen::Index;

constexpr std::size_t block = 32;
constexpr float never = std::numeric_limits<float>::infinity();  // in conflict: the margin of what has no size left

/// More than the rounding errors of the largest (y_a + y_b)'u in single precision, relative to the points' widths.
constexpr double single = 2e-6;

/// sum_b = margin_a + margin_b + sum_j |reach_ja + reach_jb|, the largest (y_a + y_b)'u of a cone, for a block of b.
/// \returns  the least of them
[[gnu::target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")]] float largest_together(
    const float* margin, const float* reach, std::size_t coordinates, std::size_t stride, std::size_t a,
    std::size_t from, float* sum) {
  for (std::size_t b = 0; b < block; ++b) sum[b] = margin[a] + margin[from + b];
  for (std::size_t j = 0; j < coordinates; ++j, reach += stride) {
    const float own = reach[a];
    for (std::size_t b = 0; b < block; ++b) sum[b] += std::abs(own + reach[from + b]);
  }
  float least = sum[0];
  for (std::size_t b = 1; b < block; ++b) least = sum[b] < least ? sum[b] : least;
  return least;
}

/// Keys that order by decreasing value, then by place.
std::uint64_t key(float value, std::size_t place) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t rising = bits >> 31 ? ~bits : bits | 0x80000000u;
  return std::uint64_t{~rising} << 32 | place;
}

}  // namespace

/// Puts the open points side by side, in order.
void Conflicts::gather(const SignedPoints& points, const OpenPoints& node, const Cone& cone) {
  count_ = node.count;
  coordinates_.clear();
  for (Index j = 0; j < points.dimension(); ++j) {
    if (j != cone.facet) coordinates_.push_back(j);
  }
  const std::size_t end = (count_ + block - 1) / block * block;
  if (end > stride_) {
    stride_ = end;
    margin_.resize(stride_);
    left_.resize(stride_);
    reach_.resize(stride_ * coordinates_.size());
  }
  order_.resize(count_);
  for (std::size_t k = 0; k < count_; ++k) order_[k] = key(static_cast<float>(node.margin[k]), k);
  std::ranges::sort(order_);
  for (std::size_t k = 0; k < count_; ++k) {
    const std::size_t place = order_[k] & 0xffffffffu;
    const Index i = node.place[place];
    margin_[k] = static_cast<float>(node.margin[place] + points.doubt()[i] + single * node.width[place]);
    left_[k] = points.sizes()[i];
    for (std::size_t j = 0; j < coordinates_.size(); ++j)
      reach_[j * stride_ + k] =
          static_cast<float>(points.coordinates()(i, coordinates_[j]) * cone.half[coordinates_[j]]);
  }
  std::fill(margin_.begin() + static_cast<std::ptrdiff_t>(count_), margin_.begin() + static_cast<std::ptrdiff_t>(end),
            never);
}

/// Matches a point with those from `first` on that conflict with it.
double Conflicts::match(std::size_t a, std::size_t first, double enough) {
  double lost = 0;
  float sum[block];
  for (std::size_t from = first / block * block; from < count_; from += block) {
    const float least = largest_together(margin_.data(), reach_.data(), coordinates_.size(), stride_, a, from, sum);
    if (!(least < 0)) continue;
    for (std::size_t b = 0; b < block; ++b) {
      if (sum[b] >= 0) continue;
      const double mass = std::min(left_[a], left_[from + b]);
      left_[a] -= mass;
      left_[from + b] -= mass;
      lost += mass;
      if (left_[from + b] == 0) margin_[from + b] = never;
    }
    if (left_[a] == 0 || lost >= enough) break;
  }
  return lost;
}

double Conflicts::lost(const SignedPoints& points, const OpenPoints& node, const Cone& cone, double enough) {
  if (node.count < 2 || points.dimension() < 2) return 0;
  gather(points, node, cone);
  double lost = 0;
  std::size_t first = count_;  // of the points that may conflict with the present one
  for (std::size_t a = 0; a < count_ && lost < enough; ++a) {
    if (left_[a] == 0) continue;
    while (first > 0 && (margin_[first - 1] == never || margin_[a] + margin_[first - 1] < 0)) --first;
    lost += match(a, std::max(first, a), enough - lost);
  }
  return lost;
}

}  // namespace heaviside::certificate
