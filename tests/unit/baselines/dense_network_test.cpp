#include "heaviside/baselines/dense_network.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "support/draw.hpp"

using namespace heaviside;
using baselines::Surrogate;
using baselines::Weights;
using Eigen::Index;
using Eigen::MatrixXd;

namespace {

MatrixXd normals(test::Draw& draw, Index rows, Index cols) {
  return MatrixXd::NullaryExpr(rows, cols, [&] { return draw.normal(); });
}

/// The derivative that each surrogate is said to have.
double slope(Surrogate surrogate, double t) {
  switch (surrogate) {
    case Surrogate::relu:
      return t > 0 ? 1 : 0;
    case Surrogate::leaky_relu:
      return t > 0 ? 1 : 0.01;
    case Surrogate::clipped_relu:
      return t >= 0 && t <= 1 ? 1 : 0;
    case Surrogate::identity:
      break;
  }
  return 1;
}

/// The loss, written out, of the network whose thresholds are replaced by the straight lines through their values at
/// `at`, with the surrogate's slopes: its true gradient at `at` is the straight-through gradient there.
double linearised_loss(const Weights& weights, const Weights& at, const MatrixXd& Z, const MatrixXd& Y, double decay,
                       Surrogate surrogate) {
  double sum = 0;
  for (Index i = 0; i < Z.rows(); ++i) {
    Eigen::RowVectorXd h = Z.row(i), h_at = Z.row(i);
    for (std::size_t l = 0; l + 1 < weights.size(); ++l) {
      const Eigen::RowVectorXd t = h * weights[l], t_at = h_at * at[l];
      h.resize(t.size());
      h_at.resize(t.size());
      for (Index k = 0; k < t.size(); ++k) {
        h_at[k] = t_at[k] >= 0 ? 1 : 0;
        h[k] = h_at[k] + slope(surrogate, t_at[k]) * (t[k] - t_at[k]);
      }
    }
    const Eigen::RowVectorXd f = h * weights.back();
    for (Index k = 0; k < f.size(); ++k) sum += (f[k] - Y(i, k)) * (f[k] - Y(i, k));
  }
  double norms = 0;
  for (const auto& W : weights) norms += std::sqrt(W.cwiseProduct(W).sum());
  return sum / (2.0 * static_cast<double>(Z.rows())) + decay * norms;
}

void check_gradient(test::Draw& draw, const std::vector<std::int64_t>& hidden, Index outputs, Surrogate surrogate) {
  const MatrixXd Z = normals(draw, 7, 3);
  const MatrixXd Y = normals(draw, 7, outputs);
  const Weights at = baselines::random_weights(5, 3, hidden, outputs);
  const Weights G = baselines::gradient(at, baselines::forward(at, Z), Y, 0.3, surrogate);
  constexpr double step = 1e-6;
  for (std::size_t l = 0; l < at.size(); ++l) {
    for (Index k = 0; k < at[l].size(); ++k) {
      Weights up = at, down = at;
      up[l].data()[k] += step;
      down[l].data()[k] -= step;
      const double difference =
          linearised_loss(up, at, Z, Y, 0.3, surrogate) - linearised_loss(down, at, Z, Y, 0.3, surrogate);
      CHECK(G[l].data()[k] == Approx(difference / (2 * step)).margin(1e-7));
    }
  }
}

}  // namespace

TEST_CASE("the gradient is the finite difference of the network with surrogate slopes") {
  test::Draw draw(1);
  for (const auto surrogate : {Surrogate::identity, Surrogate::relu, Surrogate::leaky_relu, Surrogate::clipped_relu}) {
    CAPTURE(static_cast<int>(surrogate));
    check_gradient(draw, {4}, 1, surrogate);
    check_gradient(draw, {4, 5}, 1, surrogate);
    check_gradient(draw, {3, 2, 4}, 2, surrogate);
  }
}

TEST_CASE("slopes at and beside the kinks") {
  const MatrixXd t = (MatrixXd(1, 6) << -0.5, 0.0, 0.5, 1.0, 1.5, -0.0).finished();
  CHECK(slopes(Surrogate::identity, t) == MatrixXd::Ones(1, 6));
  CHECK(slopes(Surrogate::relu, t) == (MatrixXd(1, 6) << 0, 0, 1, 1, 1, 0).finished());
  CHECK(slopes(Surrogate::leaky_relu, t).isApprox((MatrixXd(1, 6) << 0.01, 0.01, 1, 1, 1, 0.01).finished(), 1e-15));
  CHECK(slopes(Surrogate::clipped_relu, t) == (MatrixXd(1, 6) << 0, 1, 1, 1, 0, 1).finished());
}

TEST_CASE("surrogates have the words of the options") {
  CHECK(baselines::surrogate_named("identity") == Surrogate::identity);
  CHECK(baselines::surrogate_named("relu") == Surrogate::relu);
  CHECK(baselines::surrogate_named("leaky-relu") == Surrogate::leaky_relu);
  CHECK(baselines::surrogate_named("clipped-relu") == Surrogate::clipped_relu);
}

TEST_CASE("a tie is active; outputs, loss and gradient of a network that is small enough to write down") {
  const MatrixXd Z = (MatrixXd(2, 2) << 1, 1, -1, 1).finished();
  const Weights weights{(MatrixXd(2, 2) << 1, 0, 1, -1).finished(), Eigen::Vector2d(2, 5)};
  const auto at = baselines::forward(weights, Z);
  CHECK(at.potentials[0] == (MatrixXd(2, 2) << 2, -1, 0, -1).finished());
  CHECK(at.inputs[1] == (MatrixXd(2, 2) << 1, 0, 1, 0).finished());
  CHECK(at.output == Eigen::Vector2d(2, 2));
  const MatrixXd Y = Eigen::Vector2d(1, 0);
  CHECK(baselines::loss(weights, at.output, Y, 0) == (1.0 + 4.0) / 4);
  CHECK(baselines::loss(weights, at.output, Y, 2) == Approx(1.25 + 2 * (std::sqrt(3.0) + std::sqrt(29.0))));
  const Weights G = baselines::gradient(weights, at, Y, 0, Surrogate::identity);
  CHECK(G[1] == Eigen::Vector2d(1.5, 0));
  CHECK(G[0] == (MatrixXd(2, 2) << 0.5 * 2 - 2, 0.5 * 5 - 5, 0.5 * 2 + 2, 0.5 * 5 + 5).finished());
}

TEST_CASE("a layer of zeros has no decay, and no NaN") {
  const Weights weights{MatrixXd::Zero(2, 3), MatrixXd::Zero(3, 1)};
  const MatrixXd Z = MatrixXd::Ones(4, 2);
  const Weights G =
      baselines::gradient(weights, baselines::forward(weights, Z), MatrixXd::Zero(4, 1), 1, Surrogate::identity);
  CHECK(G[0].isZero(0));
  CHECK(G[1].isZero(0));
}

TEST_CASE("first weights depend on the seed, and lie within the bound of their layer") {
  const Weights a = baselines::random_weights(1, 9, {50, 4}, 1);
  const Weights b = baselines::random_weights(2, 9, {50, 4}, 1);
  REQUIRE(a.size() == 3);
  CHECK(a[0].rows() == 9);
  CHECK(a[1].cols() == 4);
  CHECK(a[2].rows() == 4);
  CHECK(a[0] != b[0]);
  CHECK(a[0].cwiseAbs().maxCoeff() < 1.0 / 3);
  CHECK(a[0].cwiseAbs().maxCoeff() > 0.9 / 3);
  CHECK(std::abs(a[0].mean()) < 0.05);
  CHECK(a[0](0, 0) != a[1](0, 0));
}
