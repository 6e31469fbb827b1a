#include "heaviside/arrangements/plane_search.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "heaviside/core/random.hpp"

namespace heaviside::arrangements {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using std::numbers::pi;

constexpr double least_cell = 1e-12;                         // radians; a narrower cell is rounding
constexpr double least_improvement = 1e-10;                  // of a score, relative
constexpr std::array<double, 3> smoothing{1.0, 0.25, 0.05};  // widths, of the median margin

/// A sample changes sides at `angle` in [0, pi); the score grows by `change` there.
struct Event {
  double angle;
  double change;
};

/// The angle in [0, pi) at which a cos t + b sin t = 0.
double crossing(double a, double b) {
  const double t = b < 0 ? std::atan2(a, -b) : std::atan2(-a, b);
  return t < 0 ? t + pi : t >= pi ? 0.0 : t;
}

/// How the score runs over a half turn.
struct HalfTurn {
  double start = 0;     ///< the score just before t = 0
  double constant = 0;  ///< of the samples that are zero in the whole plane: ties, so always active
  std::vector<Event> events;
};

void list_events(const VectorXd& a, const VectorXd& b, const VectorXd& r, HalfTurn& turn) {
  turn.start = 0;
  turn.constant = 0;
  turn.events.clear();
  for (Index i = 0; i < a.size(); ++i) {
    if (a[i] == 0 && b[i] == 0) {
      turn.constant += r[i];
      continue;
    }
    const bool active = a[i] > 0 || (a[i] == 0 && b[i] < 0);
    if (active) turn.start += r[i];
    turn.events.push_back({crossing(a[i], b[i]), active ? -r[i] : r[i]});
  }
  turn.start += turn.constant;
  std::sort(turn.events.begin(), turn.events.end(),
            [](const Event& one, const Event& other) { return one.angle < other.angle; });
}

/// sum_i r_i s'(a_i / h) z_i, the gradient of the smoothed score up to a factor.
VectorXd smoothed_gradient(const MatrixXd& Z, const VectorXd& r, const VectorXd& a, double h) {
  const VectorXd slope = a.unaryExpr([h](double margin) {
    const double decay = std::exp(-std::abs(margin) / h);
    return decay / ((1 + decay) * (1 + decay));
  });
  return Z.transpose() * r.cwiseProduct(slope);
}

double median_magnitude(const VectorXd& a) {
  VectorXd sizes = a.cwiseAbs();
  const auto middle = sizes.begin() + sizes.size() / 2;
  std::nth_element(sizes.begin(), middle, sizes.end());
  return *middle;
}

/// The k-th direction that a climb tries.
VectorXd direction(const MatrixXd& Z, const VectorXd& r, const VectorXd& a, std::int64_t k, std::int64_t start,
                   std::uint64_t seed) {
  constexpr auto widths = static_cast<std::int64_t>(smoothing.size());
  constexpr std::int64_t period = widths + 2;
  const std::int64_t kind = k % period;
  if (kind < widths) {
    const double h = smoothing[static_cast<std::size_t>(kind)] * median_magnitude(a);
    if (h > 0) return smoothed_gradient(Z, r, a, h);
  }
  if (kind == widths) return VectorXd::Unit(Z.cols(), (k / period + start) % Z.cols());
  VectorXd v(Z.cols());
  const auto index = static_cast<std::uint64_t>(start) << 32 | static_cast<std::uint64_t>(k);
  core::normals(seed, core::stream::climbs, index, {v.data(), static_cast<std::size_t>(v.size())});
  return v;
}

}  // namespace

PlaneOptimum search_plane(const VectorXd& a, const VectorXd& b, const VectorXd& r) {
  thread_local HalfTurn turn;
  list_events(a, b, r, turn);
  const double both = r.sum() + turn.constant;  // of a score and the one half a turn on
  PlaneOptimum best;
  const auto consider = [&](double score, double from, double to) {
    if (to - from <= least_cell) return;
    const bool opposite = std::abs(both - score) > std::abs(score);
    const double value = opposite ? std::abs(both - score) : std::abs(score);
    if (value > best.score) best = {std::fmod((from + to) / 2 + (opposite ? pi : 0), 2 * pi), value};
  };
  const auto& events = turn.events;
  if (events.empty()) consider(turn.start, 0, pi);
  double score = turn.start;
  for (std::size_t k = 0; k < events.size(); ++k) {
    score += events[k].change;
    consider(score, events[k].angle, k + 1 < events.size() ? events[k + 1].angle : events[0].angle + pi);
  }
  return best;
}

PricedHyperplane climb(const MatrixXd& Z, const VectorXd& r, const VectorXd& start_u, std::int64_t start,
                       const SearchOptions& options) {
  PricedHyperplane best{start_u.normalized(), 0};
  VectorXd a = Z * best.u;
  std::int64_t misses = 0;
  for (std::int64_t k = 0; k < options.planes && misses < options.patience; ++k) {
    VectorXd v = direction(Z, r, a, k, start, options.seed);
    v -= best.u.dot(v) * best.u;
    const double size = v.norm();
    ++misses;
    if (size == 0) continue;
    v /= size;
    const VectorXd b = Z * v;
    const PlaneOptimum optimum = search_plane(a, b, r);
    if (optimum.score <= best.score * (1 + least_improvement)) continue;
    best = {best.u * std::cos(optimum.angle) + v * std::sin(optimum.angle), optimum.score};
    a = Z * best.u;
    misses = 0;
  }
  return best;
}

}  // namespace heaviside::arrangements
