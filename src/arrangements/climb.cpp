#include "heaviside/arrangements/climb.hpp"

#include <cmath>

#include "heaviside/core/random.hpp"

namespace heaviside::arrangements {

using Eigen::Index;
using Eigen::VectorXd;

namespace {

constexpr double least_improvement = 1e-10;  // of a score, relative
constexpr double least_angle = 1e-6;         // between a direction and u, or they span no plane

}  // namespace

Climb::Climb(const RowMatrix& Z, const VectorXd& r, const VectorXd& u, std::int64_t start, const SearchOptions& options)
    : Z_(Z), r_(r), options_(options), start_(start), u_(u.normalized()), margins_(Z * u_) {}

void Climb::step() {
  ++planes_;
  ++misses_;
  auto [v, b] = direction();
  const double along = u_.dot(v);
  const double before = v.norm();
  v -= along * u_;
  const double size = v.norm();
  if (size <= least_angle * before) return;
  v /= size;
  b = (b - along * margins_) / size;  // Z v, without another product
  const PlaneOptimum optimum = search_plane(margins_, b, r_);
  if (optimum.score <= score_ * (1 + least_improvement)) return;
  score_ = optimum.score;
  misses_ = 0;
  const double c = std::cos(optimum.angle);
  const double s = std::sin(optimum.angle);
  u_ = c * u_ + s * v;
  margins_ = c * margins_ + s * b;
}

Climb::Direction Climb::direction() const {
  const auto widths = static_cast<std::int64_t>(options_.smoothing.size());
  const std::int64_t period = widths + (options_.axes ? 1 : 0) + (options_.random ? 1 : 0);
  const std::int64_t kind = (planes_ - 1) % period;
  if (kind == widths && options_.axes) {
    const Index axis = ((planes_ - 1) / period + start_) % Z_.cols();
    return {VectorXd::Unit(Z_.cols(), axis), Z_.col(axis)};
  }
  const double h = kind < widths ? options_.smoothing[static_cast<std::size_t>(kind)] * margins_.cwiseAbs().mean() : 0;
  VectorXd v = h > 0 ? smoothed_gradient(h) : random_direction();
  VectorXd b = Z_ * v;
  return {std::move(v), std::move(b)};
}

VectorXd Climb::smoothed_gradient(double h) const {
  VectorXd gradient = VectorXd::Zero(Z_.cols());
  for (Index i = 0; i < Z_.rows(); ++i) {
    const double slope = 1 - std::abs(margins_[i]) / h;
    if (slope > 0) gradient += (r_[i] * slope) * Z_.row(i).transpose();
  }
  return gradient;
}

VectorXd Climb::random_direction() const {
  VectorXd v(Z_.cols());
  const auto index = static_cast<std::uint64_t>(start_) << 32 | static_cast<std::uint64_t>(planes_);
  core::normals(options_.seed, core::stream::climbs, index, {v.data(), static_cast<std::size_t>(v.size())});
  return v;
}

}  // namespace heaviside::arrangements
