#include "heaviside/solver/distributed_vector.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "support/random_dictionary.hpp"

namespace {

using namespace heaviside;
using Eigen::VectorXd;

core::Communicator self() { return core::Communicator::self(); }

/// level |z| + 1/2 (z - v)^2, of which the prox of level |.| is the minimiser.
double prox_objective(double z, double v, double level) { return level * std::abs(z) + 0.5 * (z - v) * (z - v); }

}  // namespace

TEST_CASE("norms are exactly rounded whatever the sizes of the entries") {
  VectorXd v(5);
  v << 1e16, 1, -1, 1e-16, -1e16;
  CHECK(solver::l1_norm(self(), v) == 2e16 + 4);  // just above the middle of two doubles: up
  CHECK(solver::squared_norm(self(), v) == 2e32);
  CHECK(solver::largest_magnitude(self(), v) == 1e16);
  VectorXd tenths = VectorXd::Constant(1000, 0.1);
  CHECK(solver::l1_norm(self(), tenths) == 100.0);  // a plain sum gives 99.9999999999986
  CHECK(solver::l1_norm(self(), -tenths) == 100.0);
  VectorXd pythagoras(2);
  pythagoras << 3, -4;
  CHECK(solver::squared_norm(self(), pythagoras) == 25);
}

TEST_CASE("norms of nothing are 0") {
  CHECK(solver::l1_norm(self(), VectorXd()) == 0);
  CHECK(solver::squared_norm(self(), VectorXd()) == 0);
  CHECK(solver::largest_magnitude(self(), VectorXd()) == 0);
  CHECK(solver::gather_all(self(), VectorXd()).size() == 0);
  CHECK(solver::soft_threshold(VectorXd(), 1).size() == 0);
}

TEST_CASE("gathering on one rank is the identity") {
  const VectorXd v = test::random_normal(17, 1);
  CHECK(solver::gather_all(self(), v) == v);
}

TEST_CASE("the soft threshold takes the level off every entry, and stops at 0") {
  VectorXd v(7), expected(7);
  v << -3, -0.7, -0.1, 0, 0.1, 0.7, 3;
  expected << -2.3, 0, 0, 0, 0, 0, 2.3;
  CHECK(solver::soft_threshold(v, 0.7).isApprox(expected, 1e-15));
  CHECK(solver::soft_threshold(v, 0) == v);
  CHECK(solver::soft_threshold(v, 3) == VectorXd::Zero(7));
}

TEST_CASE("the soft threshold minimises: every perturbation is worse") {
  const VectorXd v = 2 * test::random_normal(200, 4);
  for (const double level : {0.05, 0.7, 3.0}) {
    const VectorXd z = solver::soft_threshold(v, level);
    for (Eigen::Index j = 0; j < v.size(); ++j) {
      for (const double step : {-1.0, -0.1, -1e-3, 1e-3, 0.1, 1.0}) {
        CHECK(prox_objective(z[j], v[j], level) < prox_objective(z[j] + step, v[j], level));
      }
    }
  }
}
