#include "heaviside/arrangements/plane_search.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <vector>

#include "heaviside/core/random.hpp"

namespace {

using namespace heaviside;
using arrangements::search_plane;
using Eigen::Index;
using Eigen::VectorXd;

VectorXd random_vector(Index size, std::uint64_t seed) {
  VectorXd v(size);
  core::normals(seed, 7, 0, {v.data(), static_cast<std::size_t>(size)});
  return v;
}

/// Small integers: many samples change sides at the same angle.
VectorXd random_integers(Index size, std::uint64_t seed) { return (2 * random_vector(size, seed)).array().round(); }

double score_at(const VectorXd& a, const VectorXd& b, const VectorXd& r, long double t) {
  long double score = 0;
  for (Index i = 0; i < a.size(); ++i) {
    if (a[i] * std::cos(t) + b[i] * std::sin(t) >= 0) score += r[i];
  }
  return static_cast<double>(std::abs(score));
}

/// The largest score over the middles between all angles where anything changes.
double best_by_brute_force(const VectorXd& a, const VectorXd& b, const VectorXd& r) {
  std::vector<long double> ends{0};
  for (Index i = 0; i < a.size(); ++i) {
    if (a[i] == 0 && b[i] == 0) continue;
    const long double middle = std::atan2(static_cast<long double>(b[i]), static_cast<long double>(a[i]));
    for (const int side : {-1, 1}) {
      const long double end = middle + side * std::numbers::pi_v<long double> / 2;
      ends.push_back(end < 0 ? end + 2 * std::numbers::pi_v<long double> : end);
    }
  }
  std::sort(ends.begin(), ends.end());
  double best = 0;
  for (std::size_t k = 0; k < ends.size(); ++k) {
    const long double next = k + 1 < ends.size() ? ends[k + 1] : ends[0] + 2 * std::numbers::pi_v<long double>;
    if (next - ends[k] > 1e-12L) best = std::max(best, score_at(a, b, r, (ends[k] + next) / 2));
  }
  return best;
}

void check_plane(const VectorXd& a, const VectorXd& b, const VectorXd& r) {
  const auto optimum = search_plane(a, b, r);
  CAPTURE(a.transpose(), b.transpose(), r.transpose(), optimum.angle);
  CHECK(optimum.score == Approx(best_by_brute_force(a, b, r)).margin(1e-12));
  CHECK(score_at(a, b, r, optimum.angle) == Approx(optimum.score).margin(1e-12));
  CHECK((optimum.angle >= 0 && optimum.angle < 2 * std::numbers::pi));
}

}  // namespace

TEST_CASE("a plane's best hyperplane is the one that trying every cell finds") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Index n = 1 + static_cast<Index>(seed % 23);
    check_plane(random_vector(n, 3 * seed), random_vector(n, 3 * seed + 1), random_vector(n, 3 * seed + 2));
  }
}

TEST_CASE("samples that change sides together are counted together") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const Index n = 1 + static_cast<Index>(seed % 17);
    check_plane(random_integers(n, 3 * seed), random_integers(n, 3 * seed + 1), random_vector(n, 3 * seed + 2));
  }
}

TEST_CASE("a plane in which nothing changes has one score") {
  const VectorXd zero = VectorXd::Zero(3);
  const auto optimum = search_plane(zero, zero, VectorXd::Constant(3, -2.0));
  CHECK(optimum.score == 6);
  CHECK(search_plane(VectorXd(0), VectorXd(0), VectorXd(0)).score == 0);
}
