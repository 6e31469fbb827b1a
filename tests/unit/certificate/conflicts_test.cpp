#include "certificate/conflicts.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "support/draw.hpp"

using namespace heaviside;
using certificate::Cone;
using certificate::Conflicts;
using certificate::OpenPoints;
using certificate::SignedPoints;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

std::vector<Index> numbered(Index count) {
  std::vector<Index> result(static_cast<std::size_t>(count));
  std::iota(result.begin(), result.end(), Index{0});
  return result;
}

SignedPoints signed_points(const MatrixXd& X, const VectorXd& weights) {
  const arrangements::ExactPoints points(X, true);
  return SignedPoints(points, numbered(X.rows()), numbered(X.cols() + 1), weights);
}

OpenPoints open_points(const SignedPoints& points, const Cone& cone) {
  OpenPoints open;
  open.resize(static_cast<std::size_t>(points.size()));
  for (Index i = 0; i < points.size(); ++i) {
    const auto y = points.coordinates().row(i);
    const double margin = y.dot(cone.centre);
    const double width = y.cwiseAbs().dot(cone.half) + points.doubt()[i];
    if (std::abs(margin) > width) continue;
    open.margin[open.count] = margin;
    open.width[open.count] = width;
    open.place[open.count++] = i;
  }
  return open;
}

double below(const SignedPoints& points, const OpenPoints& open, const VectorXd& u) {
  double sum = 0;
  for (std::size_t k = 0; k < open.count; ++k) {
    if (points.coordinates().row(open.place[k]).dot(u) < 0) sum += points.sizes()[open.place[k]];
  }
  return sum;
}

}  // namespace

TEST_CASE("no direction of a cone has less below than its conflicts take") {
  int taken = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    test::Draw draw(seed);
    const Index d = draw.between(1, 4);
    const MatrixXd X = MatrixXd::NullaryExpr(draw.between(5, 90), d, [&] { return draw.integer(-3, 3); });
    const SignedPoints points = signed_points(
        X, VectorXd::NullaryExpr(X.rows(), [&] { return (draw.unit() < 0.5 ? -1 : 1) * draw.integer(1, 1000); }));
    const Index r = points.dimension();
    Cone cone{draw.between(0, r - 1), VectorXd(r), VectorXd(r)};
    for (Index j = 0; j < r; ++j) {
      cone.half[j] = 0.5 * draw.unit();
      cone.centre[j] = (1 - cone.half[j]) * (2 * draw.unit() - 1);
    }
    cone.half[cone.facet] = 0;
    cone.centre[cone.facet] = draw.unit() < 0.5 ? 1 : -1;
    const OpenPoints open = open_points(points, cone);
    const double lost = Conflicts().lost(points, open, cone, std::numeric_limits<double>::infinity());
    if (lost > 0) ++taken;
    for (int sample = 0; sample < 200; ++sample) {
      const bool corner = sample % 2 == 0;
      const VectorXd u = cone.centre + cone.half.cwiseProduct(VectorXd::NullaryExpr(r, [&] {
        const double t = 2 * draw.unit() - 1;
        return corner ? std::copysign(1.0, t) : t;
      }));
      CHECK(below(points, open, u) >= lost);
    }
  }
  CHECK(taken > 100);
}
