// What the ranks say to each other in an iteration: how often, and that it does not grow with the number of patterns.
#include <catch2/catch.hpp>
#include <limits>

#include "heaviside/arrangements/distinct.hpp"
#include "heaviside/arrangements/sampler.hpp"
#include "support/lasso_problems.hpp"
#include "support/message_log.hpp"

namespace {

using namespace heaviside;
using Eigen::Index;
using Eigen::VectorXd;
using solver::Method;
using test::difference;
using test::LassoCase;
using test::MessageLog;
using test::messages_of;
using test::Traffic;
using test::world;

constexpr double unreachable_gap = 1e-300;
constexpr std::int64_t word = 8;                                       // bytes of an integer or a double
constexpr std::int64_t exact_sum = core::ExactSum::limb_count * word;  // bytes of a norm over the ranks

MessageLog messages_of_solve(const LassoCase& lasso, Method method, std::int64_t iterations) {
  solver::Options options = test::to_gap(unreachable_gap);
  options.max_iterations = iterations;
  return messages_of([&] { CHECK(lasso.solve(method, options).effort.iterations == iterations); });
}

/// Between checks, which come every 10 iterations.
MessageLog messages_of_iteration(const LassoCase& lasso) {
  return difference(messages_of_solve(lasso, Method::admm, 5), messages_of_solve(lasso, Method::admm, 6));
}

/// The sum of n integers and the largest weight, which says how they are rounded. One rank alone has nothing to sum.
Traffic sum_and_maximum(Index n) {
  if (world().size() == 1) return {1, word};
  return {2, n * word + word};
}

std::int64_t calls(const MessageLog& log, const std::string& function) {
  const auto found = log.find(function);
  return found == log.end() ? 0 : found->second.calls;
}

}  // namespace

TEST_CASE("with more patterns than samples ADMM sums n integers once an iteration, whatever P is") {
  for (const Index n : {20, 100}) {
    for (const Index P : {101, 1000, 4000}) {
      const LassoCase lasso = test::random_case(n, P, 0.1, 41, world());
      MessageLog log = messages_of_iteration(lasso);
      CHECK(log["Allreduce"] == sum_and_maximum(n));
      CHECK(log.size() == 1);
    }
  }
}

TEST_CASE("with fewer patterns than samples ADMM gathers one number a pattern besides") {
  constexpr Index n = 100;
  for (const Index P : {3, 50, 100}) {
    const LassoCase lasso = test::random_case(n, P, 0.1, 42, world());
    MessageLog log = messages_of_iteration(lasso);
    CHECK(log["Allreduce"] == sum_and_maximum(n));
    CHECK(log["Allgather"].calls == 1);  // how many each rank has
    CHECK(log["Allgatherv"].calls == 1);
    CHECK(log["Allgatherv"].bytes == lasso.D.local().size() * word);
    CHECK(log.size() == 3);
  }
}

TEST_CASE("a certificate sums n integers once, whatever P is") {
  constexpr Index n = 100;
  for (const Index P : {101, 4000}) {
    const LassoCase lasso = test::random_case(n, P, 0.1, 43, world());
    MessageLog log = messages_of([&] { certify(lasso.problem(), lasso.zero()); });
    CHECK(log.size() == 1);
    // Besides: two exact sums, the number of weights, two maxima.
    const std::int64_t sums = world().size() == 1 ? 0 : n * word + 2 * exact_sum + word;
    CHECK(log["Allreduce"].bytes == sums + 2 * word);
  }
}

TEST_CASE("no message of the Newton steps grows with P") {
  constexpr Index n = 100;
  for (const Index P : {101, 1000, 8000}) {
    const LassoCase lasso = test::random_case(n, P, 0.1, 44, world());
    const MessageLog log = messages_of_solve(lasso, Method::augmented_lagrangian, 20);
    for (const auto& [function, traffic] : log) {
      INFO(function << ", P = " << P);
      // The largest: the Gram matrix of the support or of the rows, n x n, in 32 bits.
      CHECK(traffic.largest <= n * n * word / 2);
    }
  }
}

TEST_CASE("distinct patterns cost 40 bytes each, not their bits") {
  constexpr Index n = 6400;
  constexpr std::int64_t count = 400;
  core::Log log(world(), true);
  Eigen::MatrixXd Z(n, 5);
  core::normals(1, 8, 0, {Z.data(), static_cast<std::size_t>(Z.size())});
  const arrangements::SampledHyperplanes source(3, Z.cols(), false, count);
  auto patterns = sample_patterns(world(), Z, source, log);
  const auto mine = patterns.size();
  REQUIRE(world().sum(mine) == count);  // none is off everywhere
  const MessageLog messages = messages_of([&] {
    CHECK(make_distinct(world(), std::move(patterns)).size() == mine);  // and none is there twice
  });
  if (world().size() == 1) return;
  // 24 bytes there and, for the ranks' different shares of the hashes about as many patterns, 16 back.
  const auto& exchanged = messages.at("Alltoallv");
  CHECK(world().sum(exchanged.bytes) == 40 * count);
  CHECK(calls(messages, "Alltoallv") <= 8);
}
