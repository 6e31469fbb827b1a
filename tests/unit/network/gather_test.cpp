#include "heaviside/network/gather.hpp"

#include <catch2/catch.hpp>

#include "support/random_dictionary.hpp"

namespace {

using namespace heaviside;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using network::gather_support;

/// Hyperplane g of `count` is the vector of r numbers 10 g, 10 g + 1, ...
arrangements::StoredHyperplanes numbered(Eigen::Index count, Eigen::Index r) {
  MatrixXd weights(count, r);
  for (Eigen::Index g = 0; g < count; ++g)
    weights.row(g) = VectorXd::LinSpaced(r, static_cast<double>(10 * g), static_cast<double>(10 * g + r - 1));
  return arrangements::StoredHyperplanes(weights);
}

}  // namespace

TEST_CASE("the support has the weights that are not zero, with the hyperplanes of their columns") {
  const auto D = test::distributed(core::Communicator::self(), test::random_zero_one(9, 6, 1));  // of 1, 3, 5, 7, 9, 11
  VectorXd w(6);
  w << 0, 0.5, 0, -1e-300, 0, 2;
  const network::Support support = gather_support(D, w, numbered(12, 3));
  VectorXd weights(3);
  weights << 0.5, -1e-300, 2;
  CHECK(support.weights == weights);
  MatrixXd hyperplanes(3, 3);
  hyperplanes << 30, 70, 110,  //
      31, 71, 111,             //
      32, 72, 112;
  CHECK(support.hyperplanes == hyperplanes);
}

TEST_CASE("a solution without neurons has an empty support") {
  const auto D = test::distributed(core::Communicator::self(), test::random_zero_one(9, 6, 1));
  const network::Support support = gather_support(D, VectorXd::Zero(6), numbered(12, 3));
  CHECK(support.weights.size() == 0);
  CHECK(support.hyperplanes.cols() == 0);
  CHECK(support.hyperplanes.rows() == 3);
  const auto empty = test::distributed(core::Communicator::self(), MatrixXd(9, 0));
  CHECK(gather_support(empty, VectorXd(), numbered(1, 3)).weights.size() == 0);
}
