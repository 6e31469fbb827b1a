// The solvers over the ranks: bit for bit what one rank finds.
#include <catch2/catch.hpp>
#include <limits>
#include <set>

#include "heaviside/arrangements/distinct.hpp"
#include "heaviside/arrangements/sampler.hpp"
#include "heaviside/core/errors.hpp"
#include "heaviside/network/gather.hpp"
#include "heaviside/solver/distributed_vector.hpp"
#include "heaviside/solver/newton_system.hpp"
#include "heaviside/solver/ridge_step.hpp"
#include "heaviside/solver/screened.hpp"
#include "support/lasso_problems.hpp"
#include "support/loss_oracle.hpp"

namespace {

using namespace heaviside;
using Eigen::Index;
using Eigen::VectorXd;
using network::gather_support;
using solver::Method;
using solver::Solution;
using solver::solve_newton_system;
using test::LassoCase;
using test::world;

constexpr Method methods[] = {Method::augmented_lagrangian, Method::admm};

core::Communicator alone() { return core::Communicator::self(); }

/// More columns than samples and fewer, fewer than ranks, one and none.
constexpr std::pair<Index, Index> shapes[] = {{40, 90}, {90, 40}, {30, 2}, {30, 1}, {1, 7}, {12, 0}, {200, 301}};

void check_same(const Solution& shared, const Solution& single, const LassoCase& lasso) {
  CHECK(test::whole(lasso.D, shared.certificate.w) == single.certificate.w);
  CHECK(shared.certificate.residual == single.certificate.residual);
  CHECK(test::whole(lasso.D, shared.certificate.correlation) == single.certificate.correlation);
  CHECK(shared.certificate.objective == single.certificate.objective);
  CHECK(shared.certificate.lower_bound == single.certificate.lower_bound);
  CHECK(shared.certificate.gap == single.certificate.gap);
  CHECK(shared.certificate.nonzeros == single.certificate.nonzeros);
  CHECK(shared.status == single.status);
  CHECK(shared.effort.iterations == single.effort.iterations);
  CHECK(shared.effort.factorisations == single.effort.factorisations);
}

}  // namespace

TEST_CASE("both methods find the same bits on any number of ranks") {
  for (const auto& [n, P] : shapes) {
    for (const double ratio : {0.2, 0.01}) {
      const LassoCase shared = test::random_case(n, P, ratio, 31, world());
      const LassoCase single = test::random_case(n, P, ratio, 31, alone());
      for (const Method method : methods) {
        INFO("n = " << n << ", P = " << P << ", beta ratio " << ratio << ", " << test::name_of(method));
        const Solution solution = shared.solve(method, test::to_gap(1e-8));
        CHECK(solution.certificate.gap <= 1e-8);
        check_same(solution, single.solve(method, test::to_gap(1e-8)), shared);
      }
    }
  }
}

TEST_CASE("working sets are the same on any number of ranks") {
  const LassoCase shared = test::random_case(50, 6001, 0.1, 35, world());
  const LassoCase single = test::random_case(50, 6001, 0.1, 35, alone());
  solver::Options options = test::to_gap(1e-8);
  for (const std::int64_t limit : {4, 12, 1000}) {
    options.max_iterations = limit;
    check_same(shared.solve(Method::augmented_lagrangian, options), single.solve(Method::augmented_lagrangian, options),
               shared);
  }
}

TEST_CASE("a warm start and a limit keep the bits too") {
  const LassoCase shared = test::random_case(60, 101, 0.01, 32, world());
  const LassoCase single = test::random_case(60, 101, 0.01, 32, alone());
  const VectorXd start = 0.1 * test::random_normal(101, 33);
  solver::Options options = test::to_gap(1e-9);
  for (const std::int64_t limit : {3, 7, 1000}) {
    options.max_iterations = limit;
    for (const Method method : methods) {
      const Solution solution = solve(shared.problem(), test::local_part(shared.D, start), method, options);
      check_same(solution, solve(single.problem(), start, method, options), shared);
    }
  }
}

TEST_CASE("every loss has the same solution on any number of ranks") {
  for (const test::LossKind kind : test::loss_kinds) {
    const auto oracle = test::random_loss(kind, 40, 45, true);
    const auto dense = test::random_zero_one(40, 57, 46);
    const double beta = 0.05 * (dense.transpose() * oracle.gradient(VectorXd::Zero(40))).cwiseAbs().maxCoeff();
    const auto shared = test::distributed(world(), dense), single = test::distributed(alone(), dense);
    for (const Method method : methods) {
      const Solution together = solve({shared, oracle.loss(), beta}, VectorXd::Zero(shared.local().size()), method, {});
      const Solution by_one = solve({single, oracle.loss(), beta}, VectorXd::Zero(57), method, {});
      CHECK(together.status == solver::Status::optimal);
      CHECK(test::whole(shared, together.certificate.w) == by_one.certificate.w);
      CHECK(together.certificate.lower_bound == by_one.certificate.lower_bound);
      CHECK(together.effort.iterations == by_one.effort.iterations);
    }
  }
}

TEST_CASE("the linear systems are the same on any number of ranks") {
  for (const auto& [n, P] : shapes) {
    const LassoCase shared = test::random_case(n, P, 0.1, 34, world());
    const LassoCase single = test::random_case(n, P, 0.1, 34, alone());
    const VectorXd b = test::random_normal(n, 35), v = test::random_normal(P, 36);
    for (const VectorXd& q : {VectorXd(VectorXd::Ones(n)), VectorXd(test::random_normal(n, 37).cwiseAbs())})
      CHECK(solve_newton_system(shared.D, q, 0.7, b) == solve_newton_system(single.D, q, 0.7, b));
    for (const auto make : {solver::make_ridge_step, solver::make_krylov_step}) {
      for (const double shift : {0.4, 30.0}) {
        const auto step = make(shared.D, shift), single_step = make(single.D, shift);
        const auto found = step->solve(b, test::local_part(shared.D, v)), expected = single_step->solve(b, v);
        CHECK(test::whole(shared.D, found.w) == expected.w);
        CHECK(found.f == expected.f);
      }
    }
  }
}

TEST_CASE("vectors over the columns: norms, the largest, the whole") {
  for (const Index P : {0, 1, 2, 3, 10, 101}) {
    const auto D = test::distributed(world(), test::random_zero_one(5, P, 37));
    const VectorXd v = test::random_normal(P, 38);
    const VectorXd mine = test::local_part(D, v);
    CHECK(solver::gather_all(world(), mine) == v);
    CHECK(solver::l1_norm(world(), mine) == solver::l1_norm(alone(), v));
    CHECK(solver::squared_norm(world(), mine) == solver::squared_norm(alone(), v));
    CHECK(solver::largest_magnitude(world(), mine) == solver::largest_magnitude(alone(), v));
  }
}

TEST_CASE("NaN on one rank stops all") {
  const LassoCase lasso = test::random_case(20, 15, 0.1, 39, world());
  VectorXd w = test::random_normal(15, 40);
  w[14] = std::numeric_limits<double>::quiet_NaN();  // on the last rank
  CHECK_THROWS_AS(certify(lasso.problem(), test::local_part(lasso.D, w)), core::NumericalError);
}

TEST_CASE("the support is gathered on every rank, in the order of the columns") {
  for (const Index P : {0, 1, 3, 50}) {
    const auto D = test::distributed(world(), test::random_zero_one(8, P, 41));
    VectorXd w = test::random_normal(P, 42);
    for (Index j = 0; j < P; j += 3) w[j] = 0;
    const arrangements::SampledHyperplanes source(5, 4, true, 2 * P + 1);
    const network::Support support = gather_support(D, test::local_part(D, w), source);
    REQUIRE(support.weights.size() == (w.array() != 0).count());
    REQUIRE(support.hyperplanes.cols() == support.weights.size());
    for (Index j = 0, k = 0; j < P; ++j) {
      if (w[j] == 0) continue;
      CHECK(support.weights(0, k) == w[j]);
      CHECK(support.hyperplanes.col(k++) == source.weights(2 * j + 1));
    }
  }
}

TEST_CASE("no pattern of a data set is on two ranks") {
  Eigen::MatrixXd Z(25, 3);
  Z << test::random_normal(25, 43), test::random_normal(25, 44), VectorXd::Ones(25);
  core::Log log(world(), true);
  const arrangements::SampledHyperplanes source(1, 3, true, 3000);
  const auto mine = make_distinct(world(), sample_patterns(world(), Z, source, log));
  const auto words = world().all_gather(std::span<const std::uint64_t>(mine.words));  // one word a pattern
  CHECK(std::set<std::uint64_t>(words.begin(), words.end()).size() == words.size());
  CHECK(words.size() > 100);
}

TEST_CASE("screened programs find the same bits on any number of ranks") {
  for (const auto& [n, P] : shapes) {
    const LassoCase shared = test::random_case(n, P, 0.1, 33, world());
    const LassoCase single = test::random_case(n, P, 0.1, 33, alone());
    const auto solve = [](const LassoCase& lasso) {
      const auto start = solver::certify(lasso.problem(), lasso.zero());
      return solver::solve_screened(lasso.problem(), start, 1.2 * lasso.beta, Method::augmented_lagrangian,
                                    test::to_gap(1e-8));
    };
    const Solution solution = solve(shared);
    CHECK(solution.certificate.gap <= 1e-8);
    check_same(solution, solve(single), shared);
  }
}
