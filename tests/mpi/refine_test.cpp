#include "heaviside/pipeline/refine.hpp"

#include <catch2/catch.hpp>

#include "heaviside/arrangements/distinct.hpp"
#include "heaviside/arrangements/sampler.hpp"
#include "heaviside/core/random.hpp"
#include "heaviside/network/gather.hpp"

namespace {

using namespace heaviside;
using core::Communicator;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Two classes that no half-space separates, in the plane, with some rows twice.
struct Example {
  MatrixXd Z{60, 3};
  VectorXd y{60};
  double beta = 3;

  Example() {
    core::normals(3, 7, 0, {Z.data(), 120});
    Z.topRows(10) = MatrixXd(Z.bottomRows(10));
    Z.col(2).setOnes();
    for (Index i = 0; i < 60; ++i) y[i] = Z(i, 0) * Z(i, 1) > 0 ? 1 : -1;
  }
};

pipeline::RefineOptions at_most(std::int64_t rounds) {
  pipeline::RefineOptions options;
  options.rounds = rounds;
  return options;
}

struct Outcome {
  pipeline::Refined refined;
  network::Support support;
};

solver::Solution solved(const dictionary::Dictionary& D, const Example& example, const solver::Options& options) {
  const VectorXd zero = VectorXd::Zero(D.local().size());
  return solver::solve({D, example.y, example.beta}, zero, solver::Method::augmented_lagrangian, options);
}

Outcome refined(const Communicator& comm, const Example& example, std::int64_t patterns,
                const pipeline::RefineOptions& options) {
  core::Log log(comm, true);
  const arrangements::SampledHyperplanes sampled(1, 3, true, patterns);
  arrangements::GrowingHyperplanes hyperplanes(sampled);
  dictionary::Dictionary D(
      comm, arrangements::make_distinct(comm, arrangements::sample_patterns(comm, example.Z, hyperplanes, log)));
  solver::Solution start = solved(D, example, options.solver);
  auto result =
      pipeline::refine(example.Z, example.y, example.beta, {std::move(D), std::move(start)}, hyperplanes, options);
  auto support = network::gather_support(result.D, result.solution.certificate.w, hyperplanes);
  return {std::move(result), std::move(support)};
}

/// Patterns enough to be all that three inputs allow (1,712 cells at most), found by drawing very many.
double optimum_over_all(const Example& example) {
  const auto self = Communicator::self();
  return refined(self, example, 400000, {}).refined.solution.certificate.objective;
}

const Communicator& world() {
  static const Communicator comm(MPI_COMM_WORLD);
  return comm;
}

}  // namespace

TEST_CASE("refinement reaches the optimum over all patterns from a handful of them") {
  const Example example;
  const auto outcome = refined(world(), example, 20, at_most(100));
  const double first = refined(world(), example, 20, {}).refined.solution.certificate.objective;
  const double objective = outcome.refined.solution.certificate.objective;
  CHECK(outcome.refined.rounds > 0);
  CHECK(objective < 0.95 * first);
  CHECK(objective <= optimum_over_all(example) * (1 + 1e-3));
}

TEST_CASE("refinement gives the same bits on any number of ranks") {
  const Example example;
  const auto together = refined(world(), example, 20, at_most(8));
  const auto alone = refined(Communicator::self(), example, 20, at_most(8));
  CHECK(together.refined.rounds == alone.refined.rounds);
  CHECK(together.support.weights == alone.support.weights);
  CHECK(together.support.hyperplanes == alone.support.hyperplanes);
}

TEST_CASE("a refined dictionary keeps the pattern that is on everywhere") {
  const Example example;
  const auto outcome = refined(world(), example, 50, at_most(5));
  const VectorXd counts = outcome.refined.D.column_counts();
  CHECK(world().sum(static_cast<std::int64_t>((counts.array() == 60).count())) == 1);
}

TEST_CASE("refinement that is stopped at once returns the network that it was given") {
  const Example example;
  const core::StopWatcher over(0.0);
  pipeline::RefineOptions options = at_most(5);
  const arrangements::SampledHyperplanes sampled(1, 3, true, 30);
  arrangements::GrowingHyperplanes hyperplanes(sampled);
  core::Log log(world(), true);
  dictionary::Dictionary D(world(), arrangements::make_distinct(
                                        world(), arrangements::sample_patterns(world(), example.Z, hyperplanes, log)));
  solver::Solution start = solved(D, example, {});
  const double objective = start.certificate.objective;
  options.solver.stop = &over;
  const auto result =
      pipeline::refine(example.Z, example.y, example.beta, {std::move(D), std::move(start)}, hyperplanes, options);
  CHECK(result.solution.status == solver::Status::time_limit);
  CHECK(result.end == pipeline::RefineEnd::stopped);
  CHECK(result.solution.certificate.objective <= objective);
}

TEST_CASE("extending by given hyperplanes lowers the objective, keeps no idle column, and adds a known pattern never") {
  const Example example;
  const arrangements::SampledHyperplanes sampled(1, 3, true, 20);
  arrangements::GrowingHyperplanes hyperplanes(sampled);
  core::Log log(world(), true);
  dictionary::Dictionary D(world(), arrangements::make_distinct(
                                        world(), arrangements::sample_patterns(world(), example.Z, hyperplanes, log)));
  solver::Solution start = solved(D, example, {});
  const double objective = start.certificate.objective;
  MatrixXd U(3, 3);  // x >= 0, twice, and z >= 0
  U << 1, 2, 0, 0, 0, 1, 0, 0, 0;
  const auto once =
      pipeline::extend(example.Z, example.y, example.beta, {std::move(D), std::move(start)}, U, hyperplanes, {});
  CHECK(once.solution.status == solver::Status::optimal);
  CHECK(once.solution.certificate.gap <= 1e-6);
  CHECK(once.solution.certificate.objective < objective);
  CHECK(hyperplanes.count() == 23);
  const std::int64_t kept = once.solution.certificate.nonzeros;
  const auto again = pipeline::extend(example.Z, example.y, example.beta, once, U, hyperplanes, {});
  CHECK(again.D.cols() <= kept + 3);  // the support, all-ones, and what of U is not in it
  CHECK(again.solution.certificate.objective == Approx(once.solution.certificate.objective).epsilon(2e-6));
}

TEST_CASE("the state says why refinement ended") {
  const Example example;
  CHECK(refined(world(), example, 20, at_most(2)).refined.end == pipeline::RefineEnd::round_limit);
  const auto end = refined(world(), example, 20, at_most(1000)).refined.end;
  CHECK((end == pipeline::RefineEnd::converged || end == pipeline::RefineEnd::slow));
  CHECK(refined(world(), example, 20, {}).refined.end == pipeline::RefineEnd::none);
}
