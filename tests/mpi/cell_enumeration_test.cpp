// All patterns of a problem: the same hyperplanes, to the bit, on any number of ranks.
#include "heaviside/arrangements/cell_enumeration.hpp"

#include <catch2/catch.hpp>

#include "support/random_dictionary.hpp"

namespace {

using namespace heaviside;
using arrangements::Enumeration;
using Eigen::Index;
using Eigen::MatrixXd;

Enumeration enumerated(const core::Communicator& comm, const MatrixXd& X, bool bias) {
  MatrixXd Z = MatrixXd::Ones(X.rows(), X.cols() + (bias ? 1 : 0));
  Z.leftCols(X.cols()) = X;
  core::Log log(comm, true);
  return arrangements::enumerate_cells(comm, arrangements::ExactPoints(X, bias), Z, bias, log);
}

void check_same(const MatrixXd& X, bool bias) {
  const Enumeration alone = enumerated(core::Communicator::self(), X, bias);
  const Enumeration together = enumerated(test::world(), X, bias);
  CHECK(together.hyperplanes == alone.hyperplanes);
  CHECK(together.left_out == alone.left_out);
}

}  // namespace

TEST_CASE("all patterns do not depend on the number of ranks") {
  const MatrixXd normal = test::random_normal(75, 3).reshaped(25, 3);
  const MatrixXd integers = (2 * test::random_normal(40, 4)).array().round().matrix().reshaped(20, 2);
  for (const bool bias : {true, false}) {
    check_same(normal, bias);
    check_same(integers, bias);
  }
}

TEST_CASE("fewer flats than ranks, and none") {
  check_same(MatrixXd::Constant(1, 2, 3.0), true);
  check_same(test::random_normal(2, 5), true);
  check_same(MatrixXd(4, 0), true);
  check_same(MatrixXd(4, 0), false);
}
