#include "heaviside/pipeline/warm_start.hpp"

#include <catch2/catch.hpp>

#include "heaviside/core/errors.hpp"
#include "support/networks.hpp"
#include "support/random_dictionary.hpp"

namespace {

using namespace heaviside;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using network::Network;

core::Communicator self() { return core::Communicator::self(); }

VectorXd started(const Network& network, const MatrixXd& X, const dictionary::Dictionary& D) {
  core::Log log(self(), true);
  return pipeline::warm_start(network, X, D, log);
}

/// The patterns of a network's neurons, one after the other, n x neurons.
MatrixXd patterns_of(const Network& network, const MatrixXd& X) {
  MatrixXd patterns(X.rows(), static_cast<Index>(network.neurons.size()));
  for (Index k = 0; k < patterns.cols(); ++k) {
    const auto& neuron = network.neurons[static_cast<std::size_t>(k)];
    for (Index i = 0; i < X.rows(); ++i) {
      const VectorXd z = (X.row(i).transpose() - network.preprocessing.mean).cwiseQuotient(network.preprocessing.scale);
      const double t =
          neuron.layers[0].row(0).head(z.size()).dot(z) + (network.bias ? neuron.layers[0](0, z.size()) : 0);
      patterns(i, k) = t >= 0 ? 1 : 0;
    }
  }
  return patterns;
}

}  // namespace

TEST_CASE("a neuron's weight goes to the column of its pattern") {
  for (const Index n : {40, 64, 65, 130}) {
    const MatrixXd X = ::test::random_matrix(n, 3, 5);
    const Network network = ::test::random_network(3, 6, true);
    const MatrixXd patterns = patterns_of(network, X);
    MatrixXd dense(n, 9);  // 2 columns of nothing, neurons 5 4 3, again nothing, neurons 2 1 0: all but in their order
    dense << heaviside::test::random_zero_one(n, 2, 6), patterns.rightCols(3).rowwise().reverse(),
        heaviside::test::random_zero_one(n, 1, 7), patterns.leftCols(3).rowwise().reverse();
    const VectorXd w = started(network, X, heaviside::test::distributed(self(), dense));
    REQUIRE(w.size() == 9);
    for (const Index empty : {0, 1, 5}) CHECK(w[empty] == 0);
    const Index place[] = {8, 7, 6, 4, 3, 2};
    for (std::size_t k = 0; k < 6; ++k) CHECK(w[place[k]] == network.neurons[k].weight[0]);
  }
}

TEST_CASE("neurons of equal patterns add up, those without a column are left out") {
  const MatrixXd X = ::test::random_matrix(30, 2, 8);
  Network network = ::test::random_network(2, 3, false);
  network.neurons[2].layers = {2 * network.neurons[0].layers[0]};
  network.neurons[0].weight[0] = 0.25;
  network.neurons[2].weight[0] = 1.5;
  const MatrixXd first = patterns_of(network, X).leftCols(1);
  CHECK(started(network, X, heaviside::test::distributed(self(), first)) == VectorXd::Constant(1, 1.75));
  CHECK(started(network, X, heaviside::test::distributed(self(), MatrixXd(30, 0))).size() == 0);
  network.neurons.clear();
  CHECK(started(network, X, heaviside::test::distributed(self(), first)) == VectorXd::Zero(1));
}

TEST_CASE("a network of other features is refused") {
  const MatrixXd X = ::test::random_matrix(30, 2, 8);
  const auto D = heaviside::test::distributed(self(), heaviside::test::random_zero_one(30, 4, 1));
  CHECK_THROWS_AS(started(::test::random_network(3, 2, true), X, D), core::InputError);
}
