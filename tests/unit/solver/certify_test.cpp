// Everything in a certificate is recomputed densely in long double; the bound is compared with optima found elsewhere.
#include <catch2/catch.hpp>
#include <limits>

#include "heaviside/core/errors.hpp"
#include "support/lasso_problems.hpp"

namespace {

using namespace heaviside;
using Eigen::VectorXd;
using solver::Certificate;
using test::LassoCase;
using test::LassoOracle;
using test::Real;
using test::RealVector;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

void check_recomputed(const LassoCase& lasso, const Certificate& certificate) {
  const LassoOracle oracle = lasso.oracle();
  const RealVector w = certificate.w.cast<Real>();
  const double scale = static_cast<double>(oracle.objective(w)) + lasso.y.squaredNorm();
  const double unit = 1e-13 * std::sqrt(scale);
  CHECK((certificate.residual.cast<Real>() - oracle.residual(w)).norm() <= unit);
  CHECK((certificate.correlation.cast<Real>() - oracle.correlation(w)).norm() <=
        unit * static_cast<double>(lasso.dense.rows() * lasso.dense.cols()));
  CHECK(certificate.objective == Approx(static_cast<double>(oracle.objective(w))).epsilon(1e-13));
  const auto bound = static_cast<double>(oracle.lower_bound(w));
  CHECK(std::abs(certificate.lower_bound - bound) <= 1e-12 * scale);
  CHECK(std::abs(certificate.gap * certificate.objective - (certificate.objective - bound)) <= 1e-12 * scale);
  CHECK(certificate.gap >= 0);
  CHECK(certificate.nonzeros == (certificate.w.array() != 0).count());
}

}  // namespace

TEST_CASE("objective, residual, correlations, bound and gap are those of the rounded point") {
  for (const auto& [n, P] : {std::pair<int, int>{1, 1}, {7, 3}, {20, 60}, {130, 40}}) {
    for (const double ratio : {0.9, 0.1, 1e-3}) {
      const LassoCase lasso = test::random_case(n, P, ratio, 3);
      for (const double size : {1e-3, 1.0, 1e4}) {
        const VectorXd w = size * test::random_normal(P, 8);
        const Certificate certificate = certify(lasso.problem(), w);
        CHECK((certificate.w - w).cwiseAbs().maxCoeff() <= 1e-13 * w.cwiseAbs().maxCoeff());
        check_recomputed(lasso, certificate);
      }
    }
  }
}

TEST_CASE("the lower bound is below the optimum from wherever it is computed, and meets it at the solution") {
  for (const std::uint64_t seed : {1, 2, 3, 4, 5}) {
    for (const double ratio : {0.5, 0.05, 0.005}) {
      const LassoCase lasso = test::random_case(15, 25, ratio, seed);
      const RealVector solution = lasso.oracle().coordinate_descent();
      const auto optimum = static_cast<double>(lasso.oracle().objective(solution));
      for (const double distance : {0.0, 1e-9, 1e-4, 0.1, 1.0, 100.0}) {
        const VectorXd w = solution.cast<double>() + distance * test::random_normal(25, seed + 70);
        const Certificate certificate = certify(lasso.problem(), w);
        CHECK(certificate.lower_bound <= optimum * (1 + 1e-13));
        CHECK(certificate.objective >= optimum * (1 - 1e-13));
      }
      CHECK(certify(lasso.problem(), solution.cast<double>()).gap <= 1e-10);
    }
  }
}

TEST_CASE("the lower bound keeps its digits where the optimum is tiny beside the target") {
  for (const double offset : {1e3, 1e5, 1e6, -1e6}) {
    const VectorXd y = (1e-3 * test::random_normal(10, 9)).array() + offset;
    for (const double beta : {1e-3, 1e-2, 1.0}) {
      const LassoCase lasso(Eigen::MatrixXd::Ones(10, 1), y, beta);  // w is the mean, less beta / n
      RealVector w(1);
      w[0] = y.cast<Real>().mean() - std::copysign(static_cast<Real>(beta), static_cast<Real>(offset)) / 10;
      const auto optimum = static_cast<double>(lasso.oracle().objective(w));
      const Certificate certificate = certify(lasso.problem(), w.cast<double>());
      CHECK(certificate.lower_bound <= optimum * (1 + 1e-12));
      CHECK(certificate.objective >= optimum * (1 - 1e-12));
      CHECK(certificate.gap <= 1e-7);
    }
  }
}

TEST_CASE("from beta_max upwards zero is certified") {
  for (const double ratio : {1.0, 1.0 + 1e-12, 2.0, 1e6}) {
    const LassoCase lasso = test::random_case(40, 30, ratio, 5);
    const Certificate certificate = certify(lasso.problem(), lasso.zero());
    CHECK(certificate.objective == 0.5 * lasso.y.squaredNorm());
    CHECK(certificate.lower_bound <= certificate.objective);
    CHECK(certificate.gap <= 1e-15);
    CHECK(certificate.nonzeros == 0);
  }
  const LassoCase below = test::random_case(40, 30, 0.99, 5);
  CHECK(certify(below.problem(), below.zero()).gap > 1e-5);
}

TEST_CASE("degenerate problems have certificates") {
  const VectorXd y = test::random_normal(6, 1);
  const LassoCase no_columns(Eigen::MatrixXd(6, 0), y, 1);
  CHECK(certify(no_columns.problem(), VectorXd()).gap <= 1e-15);
  const LassoCase zero_target(test::random_zero_one(6, 4, 1), VectorXd::Zero(6), 1);
  const Certificate zero = certify(zero_target.problem(), zero_target.zero());
  CHECK(zero.objective == 0);
  CHECK(zero.gap == 0);
  const LassoCase never_on(Eigen::MatrixXd::Zero(6, 2), y, 1);
  CHECK(certify(never_on.problem(), never_on.zero()).gap <= 1e-15);
  const LassoCase fitted(Eigen::MatrixXd::Identity(6, 6), y, 0.01);  // r = 0: the only bound from r is 0
  const Certificate perfect = certify(fitted.problem(), VectorXd(y));
  CHECK(perfect.objective == Approx(0.01 * y.cwiseAbs().sum()));
  CHECK(perfect.gap == Approx(1));
}

TEST_CASE("NaN and infinity stop a certificate") {
  const LassoCase lasso = test::random_case(20, 10, 0.1, 2);
  for (const double bad : {not_a_number, infinity, -infinity}) {
    for (const Eigen::Index where : {0, 4, 9}) {
      VectorXd w = test::random_normal(10, 3);
      w[where] = bad;
      CHECK_THROWS_AS(certify(lasso.problem(), w), core::NumericalError);
    }
    LassoCase target = test::random_case(20, 10, 0.1, 2);
    target.y[7] = bad;
    CHECK_THROWS_AS(certify(target.problem(), target.zero()), core::NumericalError);
  }
  const LassoCase overflow(test::random_zero_one(20, 10, 2), 1e200 * test::random_normal(20, 3), 1);
  CHECK_THROWS_AS(certify(overflow.problem(), overflow.zero()), core::NumericalError);
}
