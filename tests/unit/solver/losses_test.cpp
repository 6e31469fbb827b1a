// What solvers need of a loss, against the loss as a textbook writes it, and against minimising by search.
#include "heaviside/solver/losses.hpp"

#include <catch2/catch.hpp>
#include <limits>

#include "support/loss_oracle.hpp"

namespace {

using namespace heaviside;
using Eigen::Index;
using Eigen::VectorXd;
using solver::Loss;
using test::LossKind;
using test::LossOracle;

constexpr Index n = 40;

/// Every loss, with weights and without.
std::vector<LossOracle> all_losses() {
  std::vector<LossOracle> losses;
  for (const LossKind kind : test::loss_kinds) {
    for (const bool weighted : {false, true}) losses.push_back(test::random_loss(kind, n, 3, weighted));
  }
  return losses;
}

}  // namespace

TEST_CASE("value and residual are those of the textbook, near and far") {
  for (const LossOracle& oracle : all_losses()) {
    const Loss loss = oracle.loss();
    CAPTURE(static_cast<int>(oracle.kind));
    for (const double size : {0.0, 1e-3, 1.0, 20.0}) {
      const VectorXd f = size * test::random_normal(n, 8);
      CHECK(loss.value(f) == Approx(oracle.value(f)).epsilon(1e-13));
      CHECK((loss.residual(f) + oracle.gradient(f)).cwiseAbs().maxCoeff() <= 1e-13 * (1 + size));
    }
  }
}

TEST_CASE("the dual is the conjugate: equal at the residual, nowhere more than any output allows") {
  for (const LossOracle& oracle : all_losses()) {
    const Loss loss = oracle.loss();
    CAPTURE(static_cast<int>(oracle.kind));
    for (const double size : {0.1, 1.0, 5.0}) {
      const VectorXd f = size * test::random_normal(n, 9);
      const VectorXd theta = loss.residual(f);
      // Fenchel and Young:  G(theta) <= L(g) + theta'g for every g, with equality where theta is the residual of g.
      CHECK(loss.dual(theta) == Approx(oracle.value(f) + theta.dot(f)).epsilon(1e-11).margin(1e-11));
      for (std::uint64_t seed = 0; seed < 10; ++seed) {
        const VectorXd g = f + 3 * test::random_normal(n, 20 + seed);
        CHECK(loss.dual(theta) <= oracle.value(g) + theta.dot(g) + 1e-11);
      }
      CHECK(loss.dual_error(theta) > 0);
    }
  }
}

TEST_CASE("output and multiplier undo the residual, and the curvature is the derivative of the residual in the box") {
  for (const LossOracle& oracle : all_losses()) {
    const Loss loss = oracle.loss();
    CAPTURE(static_cast<int>(oracle.kind));
    const VectorXd f = test::random_normal(n, 10);
    const VectorXd theta = loss.residual(f);
    CHECK((loss.output(theta) - loss.multiplier(f) - f).cwiseAbs().maxCoeff() <= 1e-12);
    const VectorXd q = loss.curvature(theta);
    const VectorXd change = (loss.residual(f.array() + 1e-6) - loss.residual(f.array() - 1e-6)) / -2e-6;
    for (Index i = 0; i < n; ++i) {
      if (loss.multiplier(f)[i] == 0) CHECK(q[i] == Approx(change[i]).epsilon(1e-6));
    }
  }
}

TEST_CASE("what is beyond the box, and steps towards a barrier") {
  const VectorXd y = (VectorXd(4) << 1, -1, 1, -1).finished();
  const VectorXd c = VectorXd::Constant(4, 2);
  const VectorXd x = (VectorXd(4) << 3, 3, -3, -0.5).finished();
  const Loss hinge(LossKind::squared_hinge, y, c);
  CHECK(hinge.beyond(x, 0.5) == (VectorXd(4) << 0, 3, -3, 0).finished());
  const Loss huber(LossKind::huber, y, c, 0.5);  // |theta| <= 1
  CHECK(huber.beyond(x, 0.5) == (VectorXd(4) << 2.5, 2.5, -2.5, 0).finished());
  CHECK(huber.moved(x, y) == x + y);
  const Loss logistic(LossKind::logistic, y, c);
  CHECK(logistic.beyond(x, 0.5) == VectorXd::Zero(4));
  CHECK((logistic.moved(y, 100 * y) - 2 * 0.95 * y).norm() <= 1e-15);  // y is p = 1/2
  CHECK((logistic.moved(y, -100 * y) - 2 * 0.05 * y).norm() <= 1e-15);
}

TEST_CASE("prox minimises, whatever rho") {
  for (const LossOracle& oracle : all_losses()) {
    const Loss loss = oracle.loss();
    CAPTURE(static_cast<int>(oracle.kind));
    for (const double rho : {0.01, 0.6, 50.0}) {
      const VectorXd v = 3 * test::random_normal(n, 11);
      const VectorXd f = loss.prox(v, rho);
      const VectorXd stationary = oracle.gradient(f) + rho * (f - v);
      CHECK(stationary.cwiseAbs().maxCoeff() <= 1e-12 * (1 + rho));
    }
  }
}

TEST_CASE("best_step is the best of a search, and reach leads to the border") {
  for (const LossOracle& oracle : all_losses()) {
    const Loss loss = oracle.loss();
    CAPTURE(static_cast<int>(oracle.kind));
    const VectorXd from = 0.3 * loss.residual(test::random_normal(n, 12));
    const VectorXd to = loss.residual(test::random_normal(n, 13));
    const double best = loss.best_step(from, to - from, 1);
    CHECK(best >= 0);
    CHECK(best <= 1);
    for (int k = 0; k <= 100; ++k)
      CHECK(loss.dual(from + best * (to - from)) >= loss.dual(from + k / 100.0 * (to - from)) - 1e-12);
    const double reach = loss.reach(to);
    const bool bounded = oracle.kind == LossKind::logistic || oracle.kind == LossKind::huber;
    CHECK(bounded == (reach < std::numeric_limits<double>::infinity()));
    if (bounded) {
      CHECK(reach >= 1 - 1e-15);
      if (oracle.kind == LossKind::huber) CHECK(loss.beyond(reach * to, 1).norm() <= 1e-14);
      if (oracle.kind == LossKind::logistic) CHECK((reach * to).cwiseQuotient(oracle.c).cwiseAbs().maxCoeff() <= 1);
    }
  }
}

TEST_CASE("the logistic loss keeps its digits where classes are fitted far beyond doubt") {
  const Loss loss(LossKind::logistic, VectorXd::Ones(3), VectorXd::Ones(3));
  const VectorXd f = (VectorXd(3) << 30, 300, -800).finished();
  CHECK(loss.value(f.head(3)) == Approx(800));
  CHECK(loss.residual(f)[0] == Approx(std::exp(-30.0)));
  CHECK(loss.residual(f)[1] == Approx(std::exp(-300.0)).epsilon(1e-6));
  CHECK(loss.residual(f).minCoeff() > 0);
  CHECK(loss.residual(f).maxCoeff() < 1);
  CHECK(std::isfinite(loss.output(loss.residual(f)).sum()));
}

TEST_CASE("a weight counts as so many rows") {
  for (const LossKind kind : test::loss_kinds) {
    const VectorXd y = (VectorXd(2) << 1, -1).finished();
    const Loss weighted(kind, y, (VectorXd(2) << 3, 1).finished());
    const Loss repeated(kind, (VectorXd(4) << 1, 1, 1, -1).finished(), VectorXd::Ones(4));
    const double a = 0.4, b = 0.3;
    CHECK(weighted.value((VectorXd(2) << a, b).finished()) ==
          Approx(repeated.value((VectorXd(4) << a, a, a, b).finished())));
    CHECK(weighted.residual((VectorXd(2) << a, b).finished())[0] ==
          Approx(3 * repeated.residual((VectorXd(4) << a, a, a, b).finished())[0]));
  }
}
