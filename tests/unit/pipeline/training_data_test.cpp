#include "heaviside/pipeline/training_data.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "heaviside/core/errors.hpp"
#include "heaviside/pipeline/train_options.hpp"
#include "support/temporary_folder.hpp"

namespace {

using namespace heaviside;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using pipeline::InputMap;
using pipeline::TrainingData;
using pipeline::TrainOptions;

TrainingData prepared(TrainOptions options) {
  const auto self = core::Communicator::self();
  core::Log log(self, true);
  return pipeline::prepare(self, options, log);
}

/// Trains on the text of a csv file.
TrainingData prepared(const std::string& csv, TrainOptions options = {}) {
  const ::test::TemporaryFolder folder;
  ::test::write(folder.path() / "data.csv", csv);
  options.data.source = folder.file("data.csv");
  return prepared(options);
}

std::string refusal(const std::string& csv, const TrainOptions& options = {}) {
  try {
    prepared(csv, options);
  } catch (const core::InputError& error) {
    return error.what();
  }
  return "";
}

// b is constant, c is a again, d is 2 a - 3, e is independent.
constexpr const char* dependent = "a,b,c,d,e,label\n1,7,1,-1,2,yes\n2,7,2,1,9,no\n4,7,4,5,-3,yes\n1,7,1,-1,2,no\n";

}  // namespace

TEST_CASE("columns that are constant, equal or dependent are dropped, the ones appended") {
  const TrainingData data = prepared(dependent);
  CHECK(data.map.kept == std::vector<Index>{0, 4});
  REQUIRE(data.Z.rows() == 4);
  REQUIRE(data.Z.cols() == 3);
  CHECK(data.Z.col(2) == VectorXd::Ones(4));
  for (const Index k : {0, 1}) {
    CHECK(std::abs(data.Z.col(k).sum()) <= 1e-14);
    CHECK(data.Z.col(k).squaredNorm() == Approx(4));
  }
  CHECK(data.group == std::vector<std::int64_t>{0, 1, 2, 0});
  CHECK(data.target.classes == std::vector<std::string>{"no", "yes"});
  VectorXd y(4);
  y << 1, -1, 1, -1;
  CHECK(data.target.y == y);
  CHECK_FALSE(data.test);
}

TEST_CASE("without a bias a constant column counts as any other, unless standardising makes it zero") {
  TrainOptions options;
  options.no_bias = true;
  const TrainingData standardised = prepared(dependent, options);
  CHECK(standardised.map.kept == std::vector<Index>{0, 4});
  CHECK(standardised.Z.cols() == 2);
  CHECK_FALSE(standardised.map.bias);
  options.standardize = false;
  const TrainingData raw = prepared(dependent, options);
  CHECK(raw.map.kept == std::vector<Index>{0, 1, 4});  // d is 2 a - 3/7 b
  CHECK(raw.Z.col(1) == VectorXd::Constant(4, 7));
  options.no_bias = false;
  CHECK(prepared(dependent, options).map.kept == std::vector<Index>{0, 4});
}

TEST_CASE("columns that depend on others but for rounding take patterns with them, exactly dependent ones do not") {
  core::Log log(core::Communicator::self(), true);
  const std::string nearly = "1,1.00000000001,-2,y\n2,2,-4,n\n3,3.00000000001,-6,y\n4,4,-8,n\n";
  const std::string exactly = "0.1,1.1,7,-0.2,y\n0.2,1.2,7,-0.4,n\n0.3,1.3,7,-0.6,y\n0.4,1.4,7,-0.8,n\n";
  for (const bool no_bias : {false, true}) {
    for (const bool standardize : {false, true}) {
      TrainOptions options;
      options.no_bias = no_bias;
      options.standardize = standardize;
      CAPTURE(no_bias, standardize);
      CHECK(has_every_pattern(prepared(dependent, options), log));
      CHECK(has_every_pattern(prepared(exactly, options), log));
      CHECK_FALSE(has_every_pattern(prepared(nearly, options), log));
    }
  }
}

TEST_CASE("the weights of a hyperplane over all features give what they give over the kept ones") {
  for (const bool bias : {true, false}) {
    TrainOptions options;
    options.no_bias = !bias;
    const TrainingData data = prepared(dependent, options);
    VectorXd u = VectorXd::LinSpaced(data.Z.cols(), 0.3, -2);
    const VectorXd expanded = data.map.expand(u);
    REQUIRE(expanded.size() == 5 + (bias ? 1 : 0));
    for (const Index dropped : {1, 2, 3}) CHECK(expanded[dropped] == 0);
    MatrixXd all(4, expanded.size());
    all.leftCols(5) = data::apply(data.train.X, data.map.preprocessing);
    if (bias) all.col(5).setOnes();
    CHECK((all * expanded - data.Z * u).norm() <= 1e-14);
    CHECK(data.map.inputs(data.train.X) == data.Z);
  }
}

TEST_CASE("new rows are mapped with the training rows' mean and scale") {
  const TrainingData data = prepared("x,label\n1,0\n3,1\n");  // mean 2, deviation 1
  MatrixXd X(2, 1);
  X << 2, 7;
  MatrixXd expected(2, 2);
  expected << 0, 1, 5, 1;
  CHECK(data.map.inputs(X) == expected);
}

TEST_CASE("a data set without any useful feature keeps the bias alone") {
  const TrainingData data = prepared("x,label\n5,0\n5,1\n5,1\n");
  CHECK(data.map.kept.empty());
  CHECK(data.Z == MatrixXd::Ones(3, 1));
  CHECK(data.map.expand(VectorXd::Constant(1, 0.5)) == VectorXd::Unit(2, 1) * 0.5);
  CHECK(data.group == std::vector<std::int64_t>{0, 0, 0});
}

TEST_CASE("a split holds rows out, and standardises by the rest") {
  std::string csv = "x,z,label\n";
  for (int i = 0; i < 20; ++i)
    csv += std::to_string(i) + "," + std::to_string(i * i % 7) + "," + std::to_string(i % 2) + "\n";
  TrainOptions options;
  options.split = 0.25;
  options.seed = 4;
  const TrainingData data = prepared(csv, options);
  REQUIRE(data.test);
  CHECK(data.train.X.rows() == 15);
  CHECK(data.test->X.rows() == 5);
  CHECK(data.target.y.size() == 15);
  CHECK(data.y_test.size() == 5);
  CHECK(data.group.size() == 15);
  CHECK(data.map.preprocessing.mean[0] == Approx(data.train.X.col(0).mean()));
  std::set<double> rows;
  for (const auto* table : {&data.train, &*data.test}) {
    for (Index i = 0; i < table->X.rows(); ++i) {
      const double x = table->X(i, 0);
      rows.insert(x);
      const VectorXd& y = table == &data.train ? data.target.y : data.y_test;
      CHECK(y[i] == (std::fmod(x, 2) == 1 ? 1 : -1));  // labels stay with their rows
    }
  }
  CHECK(rows.size() == 20);
  options.seed = 5;
  CHECK(prepared(csv, options).train.X != data.train.X);
}

TEST_CASE("a split that leaves one label is refused") {
  TrainOptions options;
  options.split = 0.5;
  int refused = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    options.seed = seed;
    const std::string message = refusal("x,label\n1,0\n2,1\n", options);
    CHECK(message.find("one label only") != std::string::npos);
    CHECK(message.find('\n') == std::string::npos);
    refused += refusal("x,label\n1,0\n2,1\n3,0\n4,0\n", options).empty() ? 0 : 1;
  }
  CHECK(refused > 0);  // where the only 1 is held out
  CHECK(refused < 20);
}

TEST_CASE("a test file is read as the training file was") {
  const ::test::TemporaryFolder folder;
  ::test::write(folder.path() / "train.csv", "size,colour,label\n1,red,a\n3,blue,b\n5,red,b\n");
  ::test::write(folder.path() / "test.csv", "size,colour,label\n9,blue,b\n1,blue,a\n");
  TrainOptions options;
  options.data.source = folder.file("train.csv");
  options.data.one_hot = {"colour"};
  options.test = folder.file("test.csv");
  const TrainingData data = prepared(options);
  REQUIRE(data.test);
  CHECK(data.test->features == data.train.features);
  CHECK(data.test->X.col(0) == (VectorXd(2) << 9, 1).finished());
  CHECK(data.y_test == (VectorXd(2) << 1, -1).finished());
  CHECK(data.map.preprocessing.mean[0] == Approx(3));
  ::test::write(folder.path() / "test.csv", "size,colour,label\n9,blue,c\n");
  CHECK_THROWS_AS(prepared(options), core::InputError);
}

TEST_CASE("what cannot be trained on is refused in one line") {
  CHECK(refusal("x,label\n1,a\n2,a\n").find("every label") != std::string::npos);
  CHECK(refusal("x,label\n1,0\n2,1\n3,2\n").empty());
  CHECK(prepared("x,label\n1,0\n2,1\n3,2\n").target.outputs() == 3);
  TrainOptions options;
  options.task = "regression";
  CHECK(refusal("x,label\n1,0\n2,1\n3,2\n", options).empty());
  CHECK(prepared("x,label\n1,0\n2,1\n3,2.5\n", options).target.y[2] == 2.5);
  options.task = "binary";
  CHECK(refusal("x,label\n1,0\n2,1\n3,2\n", options).find("binary") != std::string::npos);
}
