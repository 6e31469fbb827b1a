#include "heaviside/arrangements/climb.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "heaviside/core/random.hpp"

namespace heaviside::arrangements {

using Eigen::Index;
using Eigen::VectorXd;

namespace {

constexpr double least_improvement = 1e-10;  // of a score, relative
constexpr double least_angle = 1e-6;         // between a direction and u, or they span no plane

constexpr Index block_entries = 32768;  // of Z, that stay in a cache while all climbs read them

/// Calls action(first row, rows) for blocks of rows.
template <class Action>
void for_blocks(const RowMatrix& Z, const Action& action) {
  const Index rows = std::max<Index>(1, block_entries / std::max<Index>(1, Z.cols()));
  for (Index i = 0; i < Z.rows(); i += rows) action(i, std::min(rows, Z.rows() - i));
}

}  // namespace

Climb::Climb(const RowMatrix& Z, const VectorXd& r, const VectorXd& u, std::int64_t start, const SearchOptions& options)
    : Z_(Z), r_(r), options_(options), start_(start), u_(u.normalized()) {}

void Climb::step() { step_together(std::array{this}); }

void step_together(std::span<Climb* const> climbs) {
  if (climbs.empty()) return;
  const RowMatrix& Z = climbs.front()->Z_;
  const auto for_all = [&](const auto& action) {
    for_blocks(Z, [&](Index first, Index rows) {
      for (Climb* climb : climbs) action(*climb, first, rows);
    });
  };
  for_all([](Climb& climb, Index first, Index rows) { climb.begin(first, rows); });
  for (Climb* climb : climbs) climb->choose_direction();
  for_all([](Climb& climb, Index first, Index rows) { climb.add_gradient(first, rows); });
  for (Climb* climb : climbs) climb->settle_direction();
  for_all([](Climb& climb, Index first, Index rows) { climb.multiply(first, rows); });
  for (Climb* climb : climbs) climb->search();
  for (Climb* climb : climbs) {
    if (climb->finished()) climb->release();
  }
}

/// The first margins.
void Climb::begin(Index first, Index rows) {
  if (planes_ > 0) return;
  margins_.resize(Z_.rows());
  margins_.segment(first, rows).noalias() = Z_.middleRows(first, rows) * u_;
}

void Climb::choose_direction() {
  const auto widths = static_cast<std::int64_t>(options_.smoothing.size());
  const std::int64_t period = widths + (options_.axes ? 1 : 0) + (options_.random ? 1 : 0);
  const std::int64_t kind = planes_ % period;
  ++planes_;
  ++misses_;
  axis_.reset();
  width_ = 0;
  if (kind < widths) width_ = options_.smoothing[static_cast<std::size_t>(kind)] * margins_.cwiseAbs().mean();
  if (kind == widths && options_.axes) axis_ = ((planes_ - 1) / period + start_) % Z_.cols();
  v_ = axis_ ? VectorXd(VectorXd::Unit(Z_.cols(), *axis_)) : VectorXd(VectorXd::Zero(Z_.cols()));
}

/// Of the smoothed score, the part of some rows.
void Climb::add_gradient(Index first, Index rows) {
  if (width_ <= 0) return;
  for (Index i = first; i < first + rows; ++i) {
    const double slope = 1 - std::abs(margins_[i]) / width_;
    if (slope > 0) v_ += (r_[i] * slope) * Z_.row(i).transpose();
  }
}

void Climb::settle_direction() {
  if (!axis_ && width_ <= 0) v_ = random_direction();
  b_.resize(Z_.rows());
}

/// b = Z v.
void Climb::multiply(Index first, Index rows) {
  if (axis_) {
    b_.segment(first, rows) = Z_.col(*axis_).segment(first, rows);
  } else {
    b_.segment(first, rows).noalias() = Z_.middleRows(first, rows) * v_;
  }
}

/// Searches the plane, and moves where it has a better hyperplane.
void Climb::search() {
  const double along = u_.dot(v_);
  const double before = v_.norm();
  v_ -= along * u_;
  const double size = v_.norm();
  if (size <= least_angle * before) return;
  v_ /= size;
  b_ = (b_ - along * margins_) / size;  // Z v, without another product
  const PlaneOptimum optimum = search_plane(margins_, b_, r_);
  if (optimum.score <= score_ * (1 + least_improvement)) return;
  score_ = optimum.score;
  misses_ = 0;
  const double c = std::cos(optimum.angle);
  const double s = std::sin(optimum.angle);
  u_ = c * u_ + s * v_;
  margins_ = c * margins_ + s * b_;
}

/// What only a further step would need.
void Climb::release() {
  margins_ = {};
  b_ = {};
}

VectorXd Climb::random_direction() const {
  VectorXd v(Z_.cols());
  const auto index = static_cast<std::uint64_t>(start_) << 32 | static_cast<std::uint64_t>(planes_);
  core::normals(options_.seed, core::stream::climbs, index, {v.data(), static_cast<std::size_t>(v.size())});
  return v;
}

}  // namespace heaviside::arrangements
