// What holds for every Lasso, on hundreds of small random ones of all shapes.
#include <catch2/catch.hpp>

#include "heaviside/certificate/shattered.hpp"
#include "heaviside/data/distinct_rows.hpp"
#include "support/lasso_problems.hpp"

namespace {

using namespace heaviside;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using solver::Method;
using solver::Solution;
using solver::Status;
using test::LassoCase;

constexpr double gap = 1e-7;

/// Numbers of a case, drawn one after the other.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : seed_(seed) {}
  Index between(Index low, Index high) {
    return low + static_cast<Index>(core::random_word(seed_, 11, 0, position_++) %
                                    static_cast<std::uint64_t>(high - low + 1));
  }
  double unit() { return core::uniform(seed_, 11, 0, position_++); }

 private:
  std::uint64_t seed_;
  std::uint64_t position_ = 0;
};

/// Labels, reals, few values, or reals far from zero.
VectorXd random_target(Draw& draw, Index n, std::uint64_t seed) {
  const VectorXd noise = test::random_normal(n, seed);
  switch (draw.between(0, 3)) {
    case 0:
      return noise.unaryExpr([](double t) { return t >= 0 ? 1.0 : -1.0; });
    case 1:
      return noise.unaryExpr([](double t) { return std::round(t); });
    case 2:
      return noise.array() + 1e3 * draw.unit();
    default:
      return std::pow(10.0, 6 * draw.unit() - 3) * noise;
  }
}

/// At most 24 samples and 40 columns; some columns are equal, some complements, some all-ones; some rows are equal.
LassoCase random_problem(std::uint64_t seed, Index most_columns = 40) {
  Draw draw(seed);
  const Index n = draw.between(1, 24), P = draw.between(1, most_columns);
  MatrixXd D = test::random_zero_one(n, P, seed);
  if (P > 2) {
    if (draw.unit() < 0.5) D.col(draw.between(0, P - 1)).setOnes();
    if (draw.unit() < 0.3) D.col(0) = D.col(P - 1);
    if (draw.unit() < 0.3) D.col(1) = VectorXd::Ones(n) - D.col(P - 1);
  }
  if (draw.unit() < 0.3) D.row(0) = D.row(n - 1);
  const VectorXd y = random_target(draw, n, seed);
  const double largest = test::beta_max(D, y);
  return {D, y, largest > 0 ? largest * std::pow(10.0, -3 * draw.unit()) : 1.0};
}

Method method_of(std::uint64_t seed) { return seed % 3 == 0 ? Method::admm : Method::augmented_lagrangian; }

}  // namespace

TEST_CASE("the gap is met, and encloses the optimum that coordinate descent finds") {
  for (std::uint64_t seed = 0; seed < 240; ++seed) {
    INFO("seed " << seed);
    const LassoCase lasso = random_problem(seed);
    const auto oracle = lasso.oracle();
    const auto descent = oracle.coordinate_descent();
    const auto optimum = static_cast<double>(oracle.objective(descent));
    const Solution solution = lasso.solve(method_of(seed), test::to_gap(gap));
    const auto& point = solution.certificate;
    CHECK(solution.status == Status::optimal);
    CHECK(point.gap >= 0);
    CHECK(point.gap <= gap);
    CHECK(point.lower_bound <= optimum * (1 + 1e-12));
    CHECK(point.objective >= optimum * (1 - 1e-12));
    CHECK(point.objective - point.lower_bound <= gap * point.objective * (1 + 1e-9));
  }
}

TEST_CASE("the gap encloses the optimum over all supports") {
  for (std::uint64_t seed = 1000; seed < 1120; ++seed) {
    INFO("seed " << seed);
    const LassoCase lasso = random_problem(seed, 5);
    const auto optimum = static_cast<double>(lasso.oracle().best_of_all_supports());
    const auto point = lasso.solve(method_of(seed), test::to_gap(gap)).certificate;
    CHECK(point.lower_bound <= optimum * (1 + 1e-12));
    CHECK(point.objective >= optimum * (1 - 1e-12));
  }
}

TEST_CASE("no column is correlated with the residual beyond beta") {
  for (std::uint64_t seed = 2000; seed < 2200; ++seed) {
    INFO("seed " << seed);
    const LassoCase lasso = random_problem(seed);
    const auto point = lasso.solve(method_of(seed), test::to_gap(gap)).certificate;
    // Strong convexity: the residual is as near to the best one as the gap says.
    const double slack = std::sqrt(static_cast<double>(lasso.y.size()) * 2 * gap * point.objective);
    CHECK((lasso.dense.transpose() * point.residual).cwiseAbs().maxCoeff() <= lasso.beta + 2 * slack);
  }
}

TEST_CASE("a certificate of any point is valid") {
  for (std::uint64_t seed = 3000; seed < 3200; ++seed) {
    INFO("seed " << seed);
    const LassoCase lasso = random_problem(seed);
    const double optimum = lasso.solve(Method::augmented_lagrangian, test::to_gap(gap)).certificate.objective;
    const VectorXd w = lasso.y.cwiseAbs().maxCoeff() * test::random_normal(lasso.D.cols(), seed);
    for (const double size : {0.0, 1e-3, 1.0}) {
      const auto point = certify(lasso.problem(), size * w);
      CHECK(point.gap >= 0);
      CHECK(point.gap <= 1);
      CHECK(point.lower_bound <= optimum * (1 + 1e-12));
      CHECK(point.objective * (1 + gap) >= optimum);
    }
  }
}

TEST_CASE("the optimum grows with beta, concavely, and is constant from beta_max") {
  for (std::uint64_t seed = 4000; seed < 4060; ++seed) {
    INFO("seed " << seed);
    LassoCase lasso = random_problem(seed);
    const double largest = test::beta_max(lasso.dense, lasso.y);
    if (largest == 0) continue;
    std::vector<double> optima;
    constexpr int steps = 6;
    for (int k = 1; k <= steps; ++k) {
      lasso.beta = largest * k / steps;
      optima.push_back(lasso.solve(method_of(seed), test::to_gap(gap)).certificate.objective);
    }
    const double slack = 2 * gap * optima.back();
    for (std::size_t k = 1; k < steps; ++k) CHECK(optima[k] >= optima[k - 1] - slack);
    for (std::size_t k = 1; k + 1 < steps; ++k) CHECK(2 * optima[k] >= optima[k - 1] + optima[k + 1] - 2 * slack);
    CHECK(optima.back() == Approx(0.5 * lasso.y.squaredNorm()));
  }
}

TEST_CASE("more columns never cost, and the shattered optimum is below that of any dictionary") {
  for (std::uint64_t seed = 5000; seed < 5200; ++seed) {
    INFO("seed " << seed);
    const LassoCase lasso = random_problem(seed);
    const LassoCase fewer(lasso.dense.leftCols((lasso.dense.cols() + 1) / 2), lasso.y, lasso.beta);
    const double objective = lasso.solve(method_of(seed), test::to_gap(gap)).certificate.objective;
    CHECK(objective <= fewer.solve(method_of(seed), test::to_gap(gap)).certificate.objective * (1 + gap));
    // Rows that no column tells apart share their output whatever the weights.
    const auto group = data::distinct_rows(lasso.dense);
    CHECK(certificate::solve_shattered(lasso.y, group, lasso.beta).optimum <= objective * (1 + 1e-12));
  }
}

TEST_CASE("both methods agree, and so do the two orders of the columns") {
  for (std::uint64_t seed = 6000; seed < 6080; ++seed) {
    INFO("seed " << seed);
    const LassoCase lasso = random_problem(seed);
    const LassoCase reversed(lasso.dense.rowwise().reverse(), lasso.y, lasso.beta);
    const auto one = lasso.solve(Method::augmented_lagrangian, test::to_gap(gap)).certificate;
    const auto other = lasso.solve(Method::admm, test::to_gap(gap)).certificate;
    const auto third = reversed.solve(method_of(seed), test::to_gap(gap)).certificate;
    CHECK(std::abs(one.objective - other.objective) <= gap * one.objective);
    CHECK(std::abs(one.objective - third.objective) <= gap * one.objective);
  }
}
