#include "heaviside/arrangements/deep_pricing.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "heaviside/arrangements/hyperplanes.hpp"
#include "heaviside/arrangements/pattern.hpp"
#include "support/networks.hpp"

namespace {

using namespace heaviside;
using arrangements::DeepPricer;
using arrangements::SubnetworkShape;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

core::Communicator self() { return core::Communicator::self(); }

std::vector<double> scores(const SubnetworkShape& shape, const MatrixXd& Z, const MatrixXd& W, const VectorXd& r) {
  const auto length = static_cast<std::size_t>(arrangements::pattern_words(Z.rows()));
  std::vector<std::uint64_t> words(length * static_cast<std::size_t>(W.cols()));
  subnetwork_patterns(shape, Z, W, words);
  std::vector<double> scores;
  for (std::size_t k = 0; k < static_cast<std::size_t>(W.cols()); ++k)
    scores.push_back(std::abs(arrangements::correlation(std::span(words).subspan(k * length, length), r)));
  return scores;
}

MatrixXd side_by_side(const arrangements::Priced& priced, Index length) {
  MatrixXd W(length, static_cast<Index>(priced.hyperplanes.size()));
  for (Index k = 0; k < W.cols(); ++k) W.col(k) = priced.hyperplanes[static_cast<std::size_t>(k)].u;
  return W;
}

}  // namespace

TEST_CASE("priced subnetworks have the scores of their patterns, above those that chance finds") {
  for (const auto& widths : std::vector<std::vector<Index>>{{6}, {5, 4}}) {
    const SubnetworkShape shape{4, widths};
    const MatrixXd Z = test::random_matrix(120, 4, 1);
    const VectorXd r = test::random_matrix(120, 1, 2);
    const auto priced = DeepPricer(self(), Z, shape, {}).price(r, MatrixXd(shape.length(), 0), 0, 3);
    REQUIRE(priced.hyperplanes.size() == 64);
    const auto expected = scores(shape, Z, side_by_side(priced, shape.length()), r);
    for (std::size_t k = 0; k < expected.size(); ++k) CHECK(priced.hyperplanes[k].score == expected[k]);
    const auto random = scores(shape, Z, test::random_matrix(shape.length(), 2000, 3), r);
    CHECK(*std::max_element(expected.begin(), expected.end()) > *std::max_element(random.begin(), random.end()));
  }
}

TEST_CASE("starts are neurons of the network, with all, some or none of their inner units drawn again") {
  const SubnetworkShape shape{3, {8}};
  const MatrixXd Z = test::random_matrix(90, 3, 1);
  const VectorXd r = test::random_matrix(90, 1, 2);
  const VectorXd neuron = test::random_matrix(shape.length(), 1, 3);
  const auto priced = DeepPricer(self(), Z, shape, {}).price(r, neuron, 0, 3);
  Index kept = 0, partly = 0, fresh = 0;
  for (const auto& found : priced.hyperplanes) {
    Index same = 0;
    for (Index unit = 0; unit < 8; ++unit) same += found.u.segment(3 * unit, 3) == neuron.segment(3 * unit, 3);
    (same == 8 ? kept : same == 0 ? fresh : partly) += 1;
    if (same == 8) CHECK(found.score >= scores(shape, Z, neuron, r)[0] * (1 - 1e-12));
  }
  CHECK(kept > 5);
  CHECK(partly > 15);
  CHECK(fresh > 5);
}

TEST_CASE("what is found depends on seed, round and data, and a request to stop is heeded") {
  const SubnetworkShape shape{3, {4}};
  const MatrixXd Z = test::random_matrix(60, 3, 1);
  const VectorXd r = test::random_matrix(60, 1, 2);
  const MatrixXd none(shape.length(), 0);
  const DeepPricer pricer(self(), Z, shape, {});
  const auto found = [&](std::int64_t round) { return side_by_side(pricer.price(r, none, round, 2), shape.length()); };
  CHECK(found(0) == found(0));
  CHECK(found(0) != found(1));
  const core::StopWatcher stop(1e-9);
  arrangements::PricingOptions options;
  options.stop = &stop;
  CHECK(DeepPricer(self(), Z, shape, options).price(r, none, 0, 2).stopped == core::StopReason::time_limit);
}
