#include "heaviside/pipeline/predict.hpp"

#include <catch2/catch.hpp>

#include "heaviside/core/errors.hpp"
#include "heaviside/data/split.hpp"
#include "heaviside/network/file.hpp"
#include "support/networks.hpp"
#include "support/temporary_folder.hpp"

namespace {

using namespace heaviside;
using Eigen::VectorXd;
using pipeline::Prediction;
using pipeline::PredictOptions;
using pipeline::to_csv;
using ::test::TemporaryFolder;

Prediction predicted(const PredictOptions& options) {
  const auto self = core::Communicator::self();
  core::Log log(self, true);
  return pipeline::predict(self, options, log);
}

/// Is 1.5 where x >= 2, and -0.5 elsewhere.
network::Network step_at_two() {
  network::Network network;
  network.task = data::Task::binary;
  network.beta = 0.5;
  network.features = {"x"};
  network.classes = {"low, or so", "\"high\""};
  network.encoding.columns = {"x"};
  network.preprocessing = {VectorXd::Constant(1, 2), VectorXd::Constant(1, 4)};
  network.neurons = {{{Eigen::RowVector2d(1, 0)}, Eigen::VectorXd::Constant(1, 2)},
                     {{Eigen::RowVector2d(0, 1)}, Eigen::VectorXd::Constant(1, -0.5)}};
  return network;
}

/// A folder with that network and some data.
struct Files {
  explicit Files(const std::string& csv, const network::Network& network = step_at_two()) {
    write_model(folder.path() / "model.json", network);
    ::test::write(folder.path() / "data.csv", csv);
    options.model = folder.file("model.json");
    options.data.source = folder.file("data.csv");
  }
  TemporaryFolder folder;
  PredictOptions options;
};

constexpr const char* labelled = "x,label\n1,\"low, or so\"\n2,\"\"\"high\"\"\"\n3,\"low, or so\"\n-9,\"low, or so\"\n";

}  // namespace

TEST_CASE("outputs, classes and scores of labelled rows") {
  const Files files(labelled);
  const Prediction prediction = predicted(files.options);
  CHECK(prediction.output == (VectorXd(4) << -0.5, 1.5, 1.5, -0.5).finished());
  CHECK(prediction.rows == std::vector<Eigen::Index>{0, 1, 2, 3});
  CHECK(prediction.predicted == std::vector<std::string>{"low, or so", "\"high\"", "\"high\"", "low, or so"});
  CHECK(prediction.scores.accuracy == 0.75);
  CHECK(*prediction.scores.balanced_accuracy == Approx((1 + 2.0 / 3) / 2));
  CHECK(*prediction.scores.auc == Approx((1 + 0.5 + 1) / 3));
  CHECK_FALSE(prediction.scores.rmse);
}

TEST_CASE("a line of csv quotes what needs it, and doubles quotes") {
  const Files files(labelled);
  CHECK(to_csv(predicted(files.options)) ==
        "row,output,predicted,label\n"
        "0,-0.5,\"low, or so\",\"low, or so\"\n"
        "1,1.5,\"\"\"high\"\"\",\"\"\"high\"\"\"\n"
        "2,1.5,\"\"\"high\"\"\",\"low, or so\"\n"
        "3,-0.5,\"low, or so\",\"low, or so\"\n");
  Prediction odd{{7}, VectorXd::Constant(1, 0.1), {"a\nb"}, {"plain"}, {}};
  CHECK(to_csv(odd) == "row,output,predicted,label\n7,0.1,\"a\nb\",plain\n");
  odd.predicted = {"c\rd"};
  CHECK(to_csv(odd) == "row,output,predicted,label\n7,0.1,\"c\rd\",plain\n");
}

TEST_CASE("numbers in the csv read back as they were") {
  for (const double value : {1.0 / 3, -1e-300, 123456789.123456789, 5e-324, 0.0}) {
    const std::string csv = to_csv({{0}, VectorXd::Constant(1, value), {}, {}, {}});
    REQUIRE(csv.starts_with("row,output\n0,"));
    CHECK(std::strtod(csv.c_str() + 13, nullptr) == value);
  }
  CHECK(to_csv({{}, VectorXd(), {}, {}, {}}) == "row,output\n");
}

TEST_CASE("a file with exactly the features is unlabelled") {
  const Files files("x\n1\n2\n");
  const Prediction prediction = predicted(files.options);
  CHECK(prediction.labels.empty());
  CHECK_FALSE(prediction.scores.accuracy);
  CHECK(to_csv(prediction) == "row,output,predicted\n0,-0.5,\"low, or so\"\n1,1.5,\"\"\"high\"\"\"\n");
  CHECK(to_text(prediction.scores).empty());
}

TEST_CASE("a network for regression has no classes") {
  network::Network network = step_at_two();
  network.task = data::Task::regression;
  network.classes.clear();
  const Files files("x,label\n1,-0.5\n2,2.5\n", network);
  const Prediction prediction = predicted(files.options);
  CHECK(prediction.predicted.empty());
  CHECK(*prediction.scores.rmse == Approx(std::sqrt(0.5)));
  CHECK_FALSE(prediction.scores.accuracy);
  CHECK(to_csv(prediction) == "row,output,label\n0,-0.5,-0.5\n1,1.5,2.5\n");
  CHECK(to_text(prediction.scores) == "rmse               0.707107\n");
}

TEST_CASE("a split predicts the rows that training held out, and says which") {
  std::string csv = "x,label\n";
  for (int i = 0; i < 12; ++i) csv += std::to_string(i) + (i < 3 ? ",\"low, or so\"\n" : ",\"\"\"high\"\"\"\n");
  Files files(csv);
  files.options.split = 0.3;
  files.options.seed = 9;
  const Prediction prediction = predicted(files.options);
  CHECK(prediction.rows == data::split(12, 0.3, 9).test);
  REQUIRE(prediction.rows.size() == 4);
  for (std::size_t k = 0; k < 4; ++k) {
    CHECK(prediction.output(static_cast<Eigen::Index>(k)) == (prediction.rows[k] >= 2 ? 1.5 : -0.5));
    CHECK(prediction.labels[k] == (prediction.rows[k] < 3 ? "low, or so" : "\"high\""));
  }
  CHECK(to_csv(prediction).find("\n" + std::to_string(prediction.rows[0]) + ",") != std::string::npos);
}

TEST_CASE("data of other features, and labels of other classes, are refused") {
  const Files other_features("x,z,label\n1,2,a\n"), other_classes("x,label\n1,other\n");
  CHECK_THROWS_AS(predicted(other_features.options), core::CollectiveError);
  CHECK_THROWS_AS(predicted(other_classes.options), core::CollectiveError);
  const PredictOptions nowhere = Files(labelled).options;  // the folder is gone
  CHECK_THROWS_AS(predicted(nowhere), core::CollectiveError);
}

TEST_CASE("outputs do not depend on which rows are evaluated together") {
  const auto network = ::test::random_network(3, 9, true);
  const Eigen::MatrixXd X = ::test::random_matrix(50, 3, 4);
  const auto self = core::Communicator::self();
  const VectorXd all = pipeline::evaluate(self, network, X);
  for (Eigen::Index i = 0; i < 50; ++i) CHECK(pipeline::evaluate(self, network, X.row(i))(0) == all(i));
}
