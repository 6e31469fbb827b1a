#include "heaviside/certificate/exact_pricing.hpp"

#include <catch2/catch.hpp>
#include <numeric>

#include "heaviside/arrangements/cell_enumeration.hpp"
#include "heaviside/arrangements/pattern.hpp"
#include "heaviside/data/distinct_rows.hpp"
#include "support/random_dictionary.hpp"

namespace {

using namespace heaviside;
using certificate::ExactPrice;
using certificate::PricingGoal;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::int64_t plenty = 100'000'000;

/// Points with a bias, and all that a pricer wants to know of them.
struct Problem {
  MatrixXd X, Z;
  arrangements::ExactPoints points;
  std::vector<std::int64_t> group;

  explicit Problem(const MatrixXd& x)
      : X(x), Z(MatrixXd::Ones(x.rows(), x.cols() + 1)), points(x, true), group(data::distinct_rows(x)) {
    Z.leftCols(x.cols()) = x;
  }
  ExactPrice price(const VectorXd& r, const PricingGoal& goal) const {
    return certificate::ExactPricer(core::Communicator::self(), points, Z, true, group).price(r, goal);
  }
  double score(const VectorXd& r, const VectorXd& u) const {
    std::vector<std::uint64_t> words(static_cast<std::size_t>(arrangements::pattern_words(Z.rows())));
    arrangements::threshold_patterns(Z, u, words);
    double sum = 0;
    for (Index i = 0; i < r.size(); ++i) {
      if ((words[static_cast<std::size_t>(i / 64)] >> (i % 64) & 1) != 0) sum += r[i];
    }
    return std::abs(sum);
  }
  double largest_of_all(const VectorXd& r) const {
    core::Log log(core::Communicator::self(), true);
    const auto all = arrangements::enumerate_cells(core::Communicator::self(), points, Z, true, log);
    double largest = 0;
    for (Index k = 0; k < all.hyperplanes.rows(); ++k) largest = std::max(largest, score(r, all.hyperplanes.row(k)));
    return largest;
  }
};

MatrixXd normals(Index n, Index d, std::uint64_t seed) { return test::random_normal(n * d, seed).reshaped(n, d); }
MatrixXd integers(Index n, Index d, std::uint64_t seed) { return (1.5 * normals(n, d, seed)).array().round(); }

}  // namespace

TEST_CASE("the largest correlation is that of the best of all cells") {
  for (std::uint64_t seed = 0; seed < 24; ++seed) {
    const Index d = 1 + static_cast<Index>(seed % 3);
    const Problem problem(seed % 2 == 0 ? normals(30, d, seed) : integers(40, d, seed));
    const VectorXd r = test::random_normal(problem.X.rows(), 100 + seed);
    const ExactPrice price = problem.price(r, {.nodes = plenty});
    CAPTURE(seed, price.nodes);
    CHECK(price.complete);
    CHECK(price.best == Approx(problem.largest_of_all(r)).epsilon(1e-9));
    CHECK(price.bound == Approx(price.best).epsilon(1e-9));
    CHECK(price.bound >= price.best);
    REQUIRE(price.hyperplanes.cols() > 0);
    CHECK(problem.score(r, price.hyperplanes.col(0)) == Approx(price.best).epsilon(1e-9));
  }
}

TEST_CASE("what is found above a target is above it, and below the target nothing is looked for") {
  const Problem problem(normals(60, 3, 1));
  const VectorXd r = test::random_normal(60, 2);
  const double largest = problem.price(r, {.nodes = plenty}).best;
  const ExactPrice above = problem.price(r, {.target = 0.9 * largest, .nodes = plenty});
  REQUIRE(above.hyperplanes.cols() > 0);
  for (const auto& u : above.hyperplanes.colwise()) CHECK(problem.score(r, u) > 0.9 * largest);
  const ExactPrice none = problem.price(r, {.target = 1.01 * largest, .nodes = plenty});
  CHECK(none.hyperplanes.cols() == 0);
  CHECK(none.complete);
  CHECK(none.bound <= 1.01 * largest * (1 + 1e-12));
}

TEST_CASE("a search that is ended early has proven something nevertheless, and more nodes prove more") {
  const Problem problem(normals(80, 4, 3));
  const VectorXd r = test::random_normal(80, 4);
  const double largest = problem.price(r, {.nodes = plenty}).best;
  double before = r.cwiseAbs().sum();
  for (const std::int64_t nodes : {1, 2000, 20000, 2000000}) {
    const ExactPrice price = problem.price(r, {.nodes = nodes});
    CHECK(price.bound >= largest * (1 - 1e-12));
    CHECK(price.bound <= before * (1 + 1e-9));
    CHECK(price.best <= largest * (1 + 1e-12));
    before = price.bound;
  }
}

TEST_CASE("from every state that is kept a search goes on to the same end") {
  const MatrixXd x = normals(80, 4, 9);
  const Problem problem(x);
  const VectorXd r = test::random_normal(80, 10);
  const double largest = problem.price(r, {.nodes = plenty}).best;
  const arrangements::ExactPoints points(x, false);
  for (const bool bias : {true, false}) {
    const certificate::ExactPricer pricer(core::Communicator::self(), bias ? problem.points : points,
                                          bias ? problem.Z : x, bias, problem.group);
    for (const double target : {0.0, 0.8 * largest}) {
      std::vector<std::vector<double>> states;
      PricingGoal goal{.target = target, .nodes = plenty};
      goal.keep = [&](const auto& state, bool) { states.push_back(state()); };
      const ExactPrice whole = pricer.price(r, goal);
      REQUIRE(states.size() >= (target > 0 ? 2 : 3));
      const std::size_t count = states.size();
      for (std::size_t k = 0; k < count; ++k) {
        INFO("state " << k << " of " << count << ", bias " << bias << ", target " << target);
        goal.resume = states[k];
        const ExactPrice rest = pricer.price(r, goal);
        REQUIRE(rest.bound == whole.bound);
        REQUIRE(rest.best == whole.best);
        REQUIRE(rest.nodes == whole.nodes);
        REQUIRE(rest.complete == whole.complete);
        REQUIRE(rest.hyperplanes == whole.hyperplanes);
      }
    }
  }
}

TEST_CASE("a search that is stopped within a round goes on to the end of one that was not") {
  const Problem problem(normals(80, 4, 9));
  const VectorXd r = test::random_normal(80, 10);
  const ExactPrice whole = problem.price(r, {.nodes = plenty});
  const core::StopWatcher over(0.0);
  std::vector<double> last;
  const auto keep = [&](const auto& state, bool is_last) {
    if (is_last) last = state();
  };
  CHECK(problem.price(r, {.nodes = plenty, .stop = &over, .keep = keep}).stopped == core::StopReason::time_limit);
  REQUIRE_FALSE(last.empty());
  const ExactPrice rest = problem.price(r, {.nodes = plenty, .resume = last});
  CHECK(rest.bound == whole.bound);
  CHECK(rest.nodes == whole.nodes);
  CHECK(rest.hyperplanes == whole.hyperplanes);
}

TEST_CASE("time that is up ends a search before its first round") {
  const Problem problem(normals(20, 3, 5));
  const core::StopWatcher over(0.0);
  const ExactPrice price = problem.price(VectorXd::Ones(20), {.nodes = plenty, .stop = &over});
  CHECK(price.stopped == core::StopReason::time_limit);
  CHECK_FALSE(price.complete);
  CHECK(price.bound >= 20);
}

TEST_CASE("a residual that is zero, points that are one, and no features") {
  CHECK(Problem(normals(9, 2, 6)).price(VectorXd::Zero(9), {.nodes = plenty}).bound == 0);
  CHECK(Problem(MatrixXd::Constant(1, 2, 3.0)).price(VectorXd::Constant(1, -2), {.nodes = plenty}).best == Approx(2));
  const ExactPrice price = Problem(MatrixXd(5, 0)).price(VectorXd::LinSpaced(5, -1, 2), {.nodes = plenty});
  CHECK(price.best == Approx(2.5));
  CHECK(price.bound == Approx(2.5));
}
