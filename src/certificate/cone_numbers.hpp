/// \file  Pipeline step 5, inside: searches as numbers, for the way to other ranks and to a checkpoint.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

#include "cone.hpp"
#include "cone_pool.hpp"

namespace heaviside::certificate {

/// Writes one thing after the other. Counts are exact: they are far below 2^53.
class NumberWriter {
 public:
  void add(double value) { values_.push_back(value); }
  void add(const Eigen::VectorXd& vector) { values_.insert(values_.end(), vector.begin(), vector.end()); }
  void add_count(std::int64_t count) { add(static_cast<double>(count)); }
  void add(const std::vector<Cone>& cones) {
    add_count(std::ssize(cones));
    for (const Cone& cone : cones) {
      add_count(cone.facet);
      add(cone.centre);
      add(cone.half);
      add(cone.bound);
    }
  }
  void add(const Exploration& explored) {
    add(explored.best);
    add_count(explored.direction.size());
    add(explored.direction);
    add(explored.closed);
    add_count(explored.nodes);
    add(explored.open);
  }
  void add(const std::vector<FoundDirection>& found) {
    add_count(std::ssize(found));
    for (const auto& [sum, direction] : found) {
      add(sum);
      add(direction);
    }
  }
  std::span<const double> values() const { return values_; }

 private:
  std::vector<double> values_;
};

/// Reads what NumberWriter wrote, in the same order.
class NumberReader {
 public:
  /// \param r  coordinates of a direction
  NumberReader(std::span<const double> values, Eigen::Index r) : values_(values), r_(r) {}
  bool at_end() const { return place_ == values_.size(); }
  std::span<const double> rest() const { return values_.subspan(place_); }
  double number() { return values_[place_++]; }
  std::int64_t count() { return static_cast<std::int64_t>(number()); }
  Eigen::VectorXd vector(Eigen::Index size) {
    const Eigen::VectorXd result = Eigen::Map<const Eigen::VectorXd>(values_.data() + place_, size);
    place_ += static_cast<std::size_t>(size);
    return result;
  }
  std::vector<Cone> cones() {
    std::vector<Cone> cones(static_cast<std::size_t>(count()));
    for (Cone& cone : cones) {
      cone.facet = static_cast<Eigen::Index>(count());
      cone.centre = vector(r_);
      cone.half = vector(r_);
      cone.bound = number();
    }
    return cones;
  }
  Exploration exploration() {
    Exploration explored;
    explored.best = number();
    explored.direction = vector(static_cast<Eigen::Index>(count()));
    explored.closed = number();
    explored.nodes = count();
    explored.open = cones();
    return explored;
  }
  std::vector<FoundDirection> found() {
    std::vector<FoundDirection> found(static_cast<std::size_t>(count()));
    for (auto& [sum, direction] : found) {
      sum = number();
      direction = vector(r_);
    }
    return found;
  }

 private:
  std::span<const double> values_;
  Eigen::Index r_;
  std::size_t place_ = 0;
};

}  // namespace heaviside::certificate
