// The exact pricer against all patterns, on thousands of small problems of every kind of degeneracy.
#include "heaviside/certificate/exact_pricing.hpp"

#include <catch2/catch.hpp>

#include "heaviside/arrangements/pattern.hpp"
#include "heaviside/certificate/bounds.hpp"
#include "support/lasso_oracle.hpp"
#include "support/small_problems.hpp"

namespace {

using namespace heaviside;
using certificate::ExactPrice;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double rounding = 1e-9;  // of sums, relative to ||r||_1

/// Points, and the pricer of them, which refers to both.
struct Pricing {
  explicit Pricing(const test::PointSet& set)
      : points(set.X, set.bias), pricer(core::Communicator::self(), points, set.Z, set.bias, set.group) {}
  ExactPrice price(const VectorXd& r, double target, std::int64_t nodes) const {
    return pricer.price(r, {.target = target, .nodes = nodes});
  }
  arrangements::ExactPoints points;
  certificate::ExactPricer pricer;
};

/// No bound is below the maximum, with a target on either side of it or none; nothing is found where there is nothing.
/// \returns  whether the maximum was found and proven to rounding
bool check_price(const Pricing& pricing, const VectorXd& r, double largest, std::int64_t nodes) {
  const double least = largest * (1 - 1e-15);
  const ExactPrice price = pricing.price(r, 0, nodes);
  CHECK(price.bound >= least);
  if (largest > 0) {
    CHECK(pricing.price(r, (1 - 1e-6) * largest, nodes).bound >= least);
    const ExactPrice above = pricing.price(r, (1 + 1e-6) * largest, nodes);
    CHECK(above.hyperplanes.cols() == 0);
    CHECK(above.bound >= least);
  }
  const double slack = rounding * r.lpNorm<1>();
  return std::abs(price.best - largest) <= slack && std::abs(price.bound - largest) <= slack;
}

/// The patterns as the columns of a matrix.
MatrixXd dictionary_of(const test::SmallPoints& set) {
  MatrixXd D(set.X.rows(), static_cast<Index>(set.patterns.size()));
  for (Index j = 0; j < D.cols(); ++j) {
    for (Index i = 0; i < D.rows(); ++i) D(i, j) = set.patterns[static_cast<std::size_t>(j)] >> i & 1;
  }
  return D;
}

}  // namespace

TEST_CASE("on 10,000 problems, degenerate in every way, no bound is below the maximum, and nearly all are it") {
  int problems = 0, exact = 0;
  for (std::uint64_t seed = 0; seed < 1900; ++seed) {
    const auto set = test::small_points(seed);
    if (!test::well_conditioned(set.kind)) continue;
    const Pricing pricing(set);
    test::Draw draw(seed + 1'000'000);
    for (Index kind = 0; kind < test::weight_kinds; ++kind) {
      CAPTURE(seed, kind);
      const VectorXd r = test::random_weights(draw, kind, set.X.rows());
      exact += check_price(pricing, r, test::largest_correlation(set.patterns, r), 20'000) ? 1 : 0;
      ++problems;
    }
  }
  CHECK(problems >= 10'000);
  CHECK(exact >= problems - problems / 1000);  // weights of very different size leave a few bounds loose
}

TEST_CASE("on points that nearly coincide, in columns of any size, no bound is below the maximum and work is bounded") {
  constexpr std::int64_t nodes = 20'000;
  int problems = 0, exact = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const auto set = test::small_points(seed);
    if (test::well_conditioned(set.kind)) continue;
    const Pricing pricing(set);
    test::Draw draw(seed + 1'000'000);
    for (Index kind = 0; kind < test::weight_kinds; ++kind) {
      CAPTURE(seed, kind);
      const VectorXd r = test::random_weights(draw, kind, set.X.rows());
      exact += check_price(pricing, r, test::largest_correlation(set.patterns, r), nodes) ? 1 : 0;
      ++problems;
    }
  }
  CHECK(problems >= 800);
  CHECK(exact >= problems / 2);  // the others are bounded, but not tightly
}

TEST_CASE("bounds of the program are below its optimum over all patterns, and meet it at the optimal residual") {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const auto set = test::small_points(seed);
    if (!test::well_conditioned(set.kind)) continue;
    test::Draw draw(seed);
    const VectorXd y = test::random_weights(draw, 1, set.X.rows());
    const double beta = 0.2 * test::largest_correlation(set.patterns, y);
    if (beta == 0) continue;
    const test::LassoOracle oracle(dictionary_of(set), y, beta);
    const auto w = oracle.coordinate_descent();
    const auto optimum = static_cast<double>(oracle.objective(w));
    const VectorXd r = oracle.residual(w).cast<double>();
    const certificate::GlobalDual dual(y, set.group, beta);
    const ExactPrice price = Pricing(set).price(r, 0, 20'000);
    CAPTURE(seed);
    CHECK(dual.shattered() <= optimum * (1 + 1e-12));
    CHECK(dual.bound(r, price.bound) <= optimum * (1 + 1e-12));
    CHECK(dual.bound(r, price.bound) >= optimum * (1 - 1e-9));
    CHECK(dual.bound(y, Pricing(set).price(y, 0, 20'000).bound) <= optimum * (1 + 1e-12));
  }
}
