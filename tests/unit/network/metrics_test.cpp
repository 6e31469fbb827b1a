#include "heaviside/network/metrics.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "support/networks.hpp"

using namespace heaviside::network;
using Eigen::VectorXd;

namespace {

VectorXd vector(std::initializer_list<double> values) {
  return Eigen::Map<const VectorXd>(values.begin(), static_cast<Eigen::Index>(values.size()));
}

/// All pairs of a positive and a negative sample.
double auc_by_pairs(const VectorXd& f, const VectorXd& y) {
  double won = 0;
  double pairs = 0;
  for (Eigen::Index i = 0; i < f.size(); ++i) {
    for (Eigen::Index k = 0; k < f.size(); ++k) {
      if (y[i] < 0 || y[k] > 0) continue;
      pairs += 1;
      won += f[i] > f[k] ? 1 : (f[i] == f[k] ? 0.5 : 0);
    }
  }
  return won / pairs;
}

}  // namespace

TEST_CASE("the predicted class is +1 where f >= 0") {
  CHECK(predicted_classes(vector({-1, -0.0, 0, 1e-300, -1e-300})) == vector({-1, 1, 1, 1, -1}));
}

TEST_CASE("accuracy and balanced accuracy on counts that are known") {
  const VectorXd f = vector({1, 0, -1, -2, 3, -4});
  const VectorXd y = vector({1, 1, 1, -1, -1, 1});
  CHECK(accuracy(f, y) == 3.0 / 6);
  CHECK(*balanced_accuracy(f, y) == (2.0 / 4 + 1.0 / 2) / 2);
  CHECK(accuracy(vector({0}), vector({1})) == 1);
  CHECK(accuracy(vector({0}), vector({-1})) == 0);
}

TEST_CASE("without one of the classes there is no balanced accuracy and no AUC") {
  for (const double label : {-1.0, 1.0}) {
    CHECK_FALSE(balanced_accuracy(vector({1, 2}), vector({label, label})).has_value());
    CHECK_FALSE(auc(vector({1, 2}), vector({label, label})).has_value());
  }
}

TEST_CASE("AUC is the fraction of pairs in the right order, equal ones counting half") {
  CHECK(*auc(vector({1, 2, 3, 4}), vector({-1, -1, 1, 1})) == 1);
  CHECK(*auc(vector({1, 2, 3, 4}), vector({1, 1, -1, -1})) == 0);
  CHECK(*auc(vector({5, 5, 5}), vector({1, -1, 1})) == 0.5);
  CHECK(*auc(vector({1, 2, 2, 3}), vector({-1, -1, 1, 1})) == 3.5 / 4);
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const VectorXd f = (3 * test::random_matrix(57, 1, seed)).array().round();  // many ties
    const VectorXd y = test::random_matrix(57, 1, seed + 100).array().sign();
    CHECK(*auc(f, y) == Approx(auc_by_pairs(f, y)).epsilon(1e-14));
  }
}

TEST_CASE("of more than two classes the largest output is the predicted one, of equal ones the first") {
  Eigen::MatrixXd F(4, 3);
  F << 1, 2, 3, 5, 5, -1, -3, -2, -2, 0, 0, 0;
  CHECK(predicted_classes(F) == vector({2, 0, 1, 0}));
  CHECK(accuracy(F, vector({2, 1, 1, 2})) == 0.5);
  CHECK(*balanced_accuracy(F, vector({2, 0, 1, 1})) == Approx((1 + 1 + 0.5) / 3));
  CHECK(!balanced_accuracy(F, vector({2, 0, 0, 0})));
}

TEST_CASE("rmse") {
  CHECK(rmse(vector({1, 2, 3}), vector({1, 2, 3})) == 0);
  CHECK(rmse(vector({4}), vector({1})) == 3);
  CHECK(rmse(vector({1, 5}), vector({0, -2})) == 5);
}
