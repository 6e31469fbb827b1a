#include "heaviside/network/reconstruct.hpp"

#include <Eigen/LU>
#include <catch2/catch.hpp>

#include "support/networks.hpp"

namespace {

using namespace heaviside;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using network::LastUnits;

MatrixXd bits(Index rows, Index columns, std::uint64_t seed) {
  return (test::random_matrix(rows, columns, seed).array() >= 0).cast<double>();
}

MatrixXd outputs(const MatrixXd& H, const LastUnits& units) {
  const MatrixXd t = (H * units.weights).rowwise() + units.bias.transpose();
  return (t.array() >= 0).cast<double>();
}

}  // namespace

TEST_CASE("where H has full row rank, both methods reproduce every pattern") {
  const MatrixXd H = bits(30, 90, 1);
  REQUIRE(H.fullPivLu().rank() == 30);
  MatrixXd patterns = bits(30, 12, 2);
  patterns.col(0).setOnes();
  patterns.col(1).setZero();
  const auto pi = network::reconstruct_by_pseudo_inverse(H, patterns);
  CHECK((H * pi.weights - patterns).cwiseAbs().maxCoeff() < 1e-10);
  CHECK(outputs(H, pi) == patterns);
  LastUnits machines{MatrixXd(90, 12), VectorXd(12)};
  for (Index k = 0; k < 12; ++k) {
    const auto svm = network::solve_svm(H, 2 * patterns.col(k).array() - 1, {});
    machines.weights.col(k) = svm.weights.head(90);
    machines.bias[k] = svm.weights[90];
  }
  CHECK(outputs(H, machines) == patterns);
}

TEST_CASE("the pseudo-inverse gives the least squares of the smallest norm where H has not full rank") {
  MatrixXd H = bits(25, 8, 3);
  H.col(7) = H.col(2);
  const MatrixXd patterns = bits(25, 3, 4);
  const auto pi = network::reconstruct_by_pseudo_inverse(H, patterns);
  CHECK((H.transpose() * (H * pi.weights - patterns)).cwiseAbs().maxCoeff() < 1e-10);
  CHECK((pi.weights.row(7) - pi.weights.row(2)).cwiseAbs().maxCoeff() < 1e-10);
  CHECK(pi.bias == VectorXd::Constant(3, -0.5));
}

TEST_CASE("a support vector machine meets its gap, between bounds that are recomputed") {
  for (const Index inputs : {3, 40}) {
    const MatrixXd H = bits(50, inputs, 5);
    const VectorXd s = 2 * bits(50, 1, 6).array() - 1;
    network::SvmOptions options;
    options.C = 0.7;
    options.gap = 1e-6;
    const auto svm = network::solve_svm(H, s, options);
    const VectorXd t = (H * svm.weights.head(inputs)).array() + svm.weights[inputs];
    const double primal = 0.5 * svm.weights.squaredNorm() + 0.7 * (1 - s.array() * t.array()).cwiseMax(0).sum();
    CHECK(svm.primal == Approx(primal).epsilon(1e-12));
    CHECK(svm.primal - svm.dual <= 1e-6 * svm.primal);
    CHECK(svm.dual <= svm.primal * (1 + 1e-12));
    for (std::uint64_t seed = 10; seed < 40; ++seed) {  // no other weights are better than the dual says
      const VectorXd v = svm.weights + 0.05 * test::random_matrix(inputs + 1, 1, seed);
      const VectorXd moved = (H * v.head(inputs)).array() + v[inputs];
      CHECK(0.5 * v.squaredNorm() + 0.7 * (1 - s.array() * moved.array()).cwiseMax(0).sum() >= svm.dual);
    }
  }
}

TEST_CASE("an SVM by hand: two points, the widest margin; and passes end where the gap is not reached") {
  const MatrixXd H = (MatrixXd(2, 2) << 1, 0, 0, 1).finished();
  const VectorXd s = (VectorXd(2) << 1, -1).finished();
  network::SvmOptions tight;
  tight.gap = 1e-8;
  const auto svm = network::solve_svm(H, s, tight);  // v = (1, -1), no intercept
  CHECK(svm.weights[0] == Approx(1).epsilon(0.01));
  CHECK(svm.weights[1] == Approx(-1).epsilon(0.01));
  CHECK(svm.weights[2] == Approx(0).margin(0.01));
  network::SvmOptions hopeless;
  hopeless.max_passes = 3;
  const auto stopped = network::solve_svm(bits(60, 2, 7), 2 * bits(60, 1, 8).array() - 1, hopeless);
  CHECK(stopped.passes == 3);
  CHECK(stopped.primal > stopped.dual);
}
