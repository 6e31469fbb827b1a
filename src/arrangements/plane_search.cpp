#include "heaviside/arrangements/plane_search.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

namespace heaviside::arrangements {
namespace {

using Eigen::Index;
using Eigen::VectorXd;
using std::numbers::pi;

constexpr double half_turn = 2;          // of a pseudo-angle
constexpr double least_cell = 1e-12;     // pseudo-angle; a narrower cell is rounding
constexpr std::size_t long_bucket = 16;  // sorted by std::sort; shorter ones by insertion

/// A sample changes sides at `angle`, a pseudo-angle in [0, 2); the score grows by `change` there.
struct Event {
  double angle;
  double change;
};

/// What a search works in, kept from one to the next.
struct Workspace {
  Eigen::ArrayXd angles, changes;
  std::vector<std::uint32_t> buckets;  ///< of the samples
  std::vector<std::uint32_t> ends;     ///< of the buckets
  std::vector<Event> events;           ///< sorted
};

/// The pseudo-angle 1 - c / (|c| + |s|) of a direction (c, s), s >= 0, grows with its angle, from 0 to 2 over a half
/// turn, and costs a division where the angle costs an arc tangent. Here the angle of a pseudo-angle.
double angle_of(double pseudo_angle) {
  const double turned = pseudo_angle < half_turn ? pseudo_angle : pseudo_angle - half_turn;
  const double c = 1 - turned;
  return std::atan2(1 - std::abs(c), c) + (pseudo_angle < half_turn ? 0 : pi);
}

/// The events of a half turn from t = 0, unsorted. Without branches, so that compilers make vectors of it.
void list_events(const VectorXd& a, const VectorXd& b, const VectorXd& r, Workspace& work) {
  const Index n = a.size();
  work.angles.resize(n);
  work.changes.resize(n);
  work.buckets.resize(static_cast<std::size_t>(n));
  const double scale = static_cast<double>(n) / half_turn;
  for (Index i = 0; i < n; ++i) {
    const double size = std::abs(a[i]) + std::abs(b[i]);
    const double c = a[i] == 0 ? size : b[i] * std::copysign(1.0, -a[i]);
    const double angle = 1 - c / (size == 0 ? 1 : size);
    const double inactive = a[i] == 0 ? b[i] : -a[i];  // > 0 just before t = 0
    work.angles[i] = angle;
    work.changes[i] = size == 0 ? 0 : std::copysign(r[i], r[i] * inactive);
    work.buckets[static_cast<std::size_t>(i)] = static_cast<std::uint32_t>(static_cast<std::int32_t>(angle * scale));
  }
}

/// Sorts events by angle: into as many equal buckets as events, then within each. O(n) where angles spread,
/// O(n log n) at worst.
void sort_events(Workspace& work) {
  const std::size_t n = work.buckets.size();
  auto& ends = work.ends;
  ends.assign(n + 2, 0);
  for (const std::uint32_t bucket : work.buckets) ++ends[bucket + 1];
  for (std::size_t k = 1; k < ends.size(); ++k) ends[k] += ends[k - 1];
  work.events.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    const auto sample = static_cast<Index>(i);
    work.events[ends[work.buckets[i]]++] = {work.angles[sample], work.changes[sample]};
  }
  const auto first = work.events.begin();
  for (std::size_t k = 0, begin = 0; k <= n; begin = ends[k++]) {
    if (ends[k] - begin <= long_bucket) continue;
    std::sort(first + static_cast<std::ptrdiff_t>(begin), first + ends[k],
              [](const Event& one, const Event& other) { return one.angle < other.angle; });
  }
  for (std::size_t k = 1; k < n; ++k) {
    const Event event = work.events[k];
    std::size_t place = k;
    for (; place > 0 && event.angle < work.events[place - 1].angle; --place)
      work.events[place] = work.events[place - 1];
    work.events[place] = event;
  }
}

}  // namespace

PlaneOptimum search_plane(const VectorXd& a, const VectorXd& b, const VectorXd& r) {
  thread_local Workspace work;
  list_events(a, b, r, work);
  sort_events(work);
  const auto& events = work.events;
  if (events.empty()) return {};
  // Of samples that are zero in the whole plane: ties, so always active. The others' scores lie around half their sum.
  const double ties = (a.array() == 0 && b.array() == 0).select(r, 0.0).sum();
  const double middle = (r.sum() + ties) / 2;
  const auto end_of = [&](std::size_t k) {
    return k + 1 < events.size() ? events[k + 1].angle : events[0].angle + half_turn;
  };
  double score = -work.changes.sum() / 2;  // from the middle; just before t = 0
  double distance = 0;                     // of the best score from the middle
  std::size_t best = events.size();
  for (std::size_t k = 0; k < events.size(); ++k) {
    score += events[k].change;
    const bool better = best == events.size() || std::abs(score) > std::abs(distance);
    if (!better || end_of(k) - events[k].angle <= least_cell) continue;
    distance = score;
    best = k;
  }
  const double from = angle_of(events[best].angle);
  const double to = angle_of(end_of(best));
  const bool opposite = (distance < 0) != (middle < 0);
  return {std::fmod((from + to) / 2 + (opposite ? pi : 0), 2 * pi), std::abs(distance) + std::abs(middle)};
}

}  // namespace heaviside::arrangements
