// Training from end to end on one rank, every number of the report recomputed from the files.
#include "heaviside/pipeline/train.hpp"

#include <catch2/catch.hpp>
#include <sstream>

#include "heaviside/core/errors.hpp"
#include "heaviside/data/npy.hpp"
#include "heaviside/data/target.hpp"
#include "heaviside/network/file.hpp"
#include "heaviside/pipeline/evaluate.hpp"
#include "heaviside/pipeline/predict.hpp"
#include "support/temporary_folder.hpp"

namespace {

using namespace heaviside;
using core::ExitCode;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using nlohmann::json;
using pipeline::TrainOptions;
using report::RunRecord;
using report::Status;
using ::test::content_of;
using ::test::TemporaryFolder;

core::Communicator self() { return core::Communicator::self(); }

RunRecord trained(const TrainOptions& options) {
  core::Log log(self(), true);
  return pipeline::train(self(), options, {{"patterns", options.patterns}}, log);
}

TrainOptions tic_tac_toe(const TemporaryFolder& folder) {
  TrainOptions options;
  options.data.source = "builtin:tic-tac-toe";
  options.patterns = 300;
  options.seed = 1;
  options.refine = 0;
  options.out = folder.file("run");
  return options;
}

data::Table table_of(const TrainOptions& options) {
  core::Log log(self(), true);
  return data::read_table(self(), options.data, log);
}

network::Network model_of(const TrainOptions& options) {
  return network::read_model(self(), std::filesystem::path(*options.out) / "model.json");
}

json report_of(const TrainOptions& options) {
  return json::parse(content_of(std::filesystem::path(*options.out) / "report.json"));
}

double l1_norm(const network::Network& network) {
  double sum = 0;
  for (const auto& neuron : network.neurons) sum += std::abs(neuron.weight[0]);
  return sum;
}

}  // namespace

TEST_CASE("the report of a run on tic-tac-toe is what its model says") {
  const TemporaryFolder folder;
  TrainOptions options = tic_tac_toe(folder);
  options.save_dictionary = folder.file("D.npy");
  const RunRecord record = trained(options);
  CHECK(record.status == Status::restricted_optimal);
  CHECK(record.n == 958);
  CHECK(record.task == "binary");
  CHECK(record.restricted_gap <= 1e-6);
  CHECK(record.beta == Approx(0.05 * record.beta_max.value()));
  CHECK(record.seed == 1);

  const network::Network network = model_of(options);
  const data::Table table = table_of(options);
  const VectorXd y = data::encode(table, data::Task::binary, network.classes);
  const VectorXd f = evaluate(network, table.X);
  CHECK(record.neurons == std::ssize(network.neurons));
  CHECK(record.objective == Approx(0.5 * (y - f).squaredNorm() + record.beta * l1_norm(network)).epsilon(1e-12));
  const double right = (f.array() * y.array() > 0 || (f.array() == 0 && y.array() > 0)).cast<double>().mean();
  CHECK(*record.train_accuracy == Approx(right));
  CHECK_FALSE(record.test_accuracy);

  // The dual bound from the saved dictionary alone.
  const data::ByteArray saved = data::read_npy_bytes(folder.file("D.npy"));
  REQUIRE(saved.rows == record.patterns);
  double largest = 0, largest_at_zero = 0;
  for (Index j = 0; j < saved.rows; ++j) {
    double at_solution = 0, at_zero = 0;
    for (Index i = 0; i < y.size(); ++i) {
      if ((saved.values[static_cast<std::size_t>(j * saved.cols + i / 8)] >> (i % 8) & 1) == 0) continue;
      at_solution += y[i] - f[i];
      at_zero += y[i];
    }
    largest = std::max(largest, std::abs(at_solution));
    largest_at_zero = std::max(largest_at_zero, std::abs(at_zero));
  }
  CHECK(record.beta_max == Approx(largest_at_zero));
  const VectorXd theta = (y - f) * std::min(1.0, record.beta / largest);
  const double bound = 0.5 * y.squaredNorm() - 0.5 * (y - theta).squaredNorm();
  CHECK(record.objective - bound <= 2e-6 * record.objective);
  CHECK(*record.bounded_global_gap > 0);
  CHECK(*record.bounded_global_gap == *record.certified_global_gap);
}

TEST_CASE("report.json and trace.csv tell the same as the record") {
  const TemporaryFolder folder;
  const TrainOptions options = tic_tac_toe(folder);
  const RunRecord record = trained(options);
  const json report = report_of(options);
  CHECK(report["status"] == "restricted_optimal");
  CHECK(report["objective"] == record.objective);
  CHECK(report["neurons"] == record.neurons);
  CHECK(report["options"]["patterns"] == 300);
  CHECK(report["test_accuracy"].is_null());

  std::istringstream trace(content_of(std::filesystem::path(*options.out) / "trace.csv"));
  std::string header, line, last;
  std::getline(trace, header);
  CHECK(header.find("restricted_gap") != std::string::npos);
  int lines = 0;
  while (std::getline(trace, line)) {
    last = line;
    ++lines;
  }
  CHECK(lines >= 2);
  CHECK(std::count(last.begin(), last.end(), ',') == std::count(header.begin(), header.end(), ','));
}

TEST_CASE("the same run gives the same model, another seed another, the other solver the same objective") {
  const TemporaryFolder folder;
  TrainOptions options = tic_tac_toe(folder);
  const RunRecord first = trained(options);
  const std::string model = content_of(folder.path() / "run/model.json");
  trained(options);
  CHECK(content_of(folder.path() / "run/model.json") == model);
  options.solver = "admm";
  CHECK(trained(options).objective == Approx(first.objective).epsilon(2e-6));
  options.seed = 2;
  trained(options);
  CHECK(content_of(folder.path() / "run/model.json") != model);
}

TEST_CASE("a test split is measured by the network that is written") {
  const TemporaryFolder folder;
  TrainOptions options = tic_tac_toe(folder);
  options.split = 0.2;
  const RunRecord record = trained(options);
  CHECK(record.n == 766);
  pipeline::PredictOptions predicting;
  predicting.model = folder.file("run/model.json");
  predicting.data = options.data;
  predicting.split = 0.2;
  predicting.seed = 1;
  core::Log log(self(), true);
  const pipeline::Prediction prediction = pipeline::predict(self(), predicting, log);
  CHECK(prediction.rows.size() == 192);
  CHECK(*record.test_accuracy == *prediction.scores.accuracy);
  CHECK(*record.auc == *prediction.scores.auc);
  const std::string trace = content_of(folder.path() / "run/trace.csv");
  CHECK(std::stod(trace.substr(trace.rfind(',') + 1)) == Approx(*record.test_accuracy));
}

TEST_CASE("from its own model a run has nothing to do; from its own dictionary it ends the same") {
  const TemporaryFolder folder;
  TrainOptions options = tic_tac_toe(folder);
  options.save_dictionary = folder.file("D.npy");
  const RunRecord first = trained(options);
  const std::string model = content_of(folder.path() / "run/model.json");
  options.save_dictionary.reset();
  options.warm_start = folder.file("run/model.json");
  options.out = folder.file("again");
  const RunRecord again = trained(options);
  CHECK(again.iterations == 0);
  CHECK(again.objective == first.objective);
  options.warm_start.reset();
  options.load_dictionary = folder.file("D.npy");
  trained(options);
  CHECK(content_of(folder.path() / "again/model.json") == model);
  options.no_bias = true;
  CHECK_THROWS_AS(trained(options), core::CollectiveError);
}

TEST_CASE("runs that stop early say so, and write what they have") {
  const TemporaryFolder folder;
  TrainOptions options = tic_tac_toe(folder);
  options.beta_ratio = 0.001;
  options.max_iterations = 2;
  const RunRecord limited = trained(options);
  CHECK(limited.status == Status::iteration_limit);
  CHECK(limited.iterations == 2);
  CHECK(report_of(options)["status"] == "iteration_limit");
  CHECK(std::ssize(model_of(options).neurons) == limited.neurons);
  options.max_iterations = 100000;
  options.time_limit = 1e-9;
  CHECK(trained(options).status == Status::time_limit);
  CHECK(std::filesystem::exists(folder.path() / "run/model.json"));
}

TEST_CASE("from beta_max upwards the network has no neurons, and is globally optimal where the bound says so") {
  const TemporaryFolder folder;
  TrainOptions options = tic_tac_toe(folder);
  options.beta = 1e6;  // beyond what any pattern can be correlated
  const RunRecord record = trained(options);
  CHECK(record.neurons == 0);
  CHECK(record.objective == 0.5 * 958);
  CHECK(record.status == Status::globally_optimal);
  CHECK(model_of(options).neurons.empty());
  options.certify = "off";
  const RunRecord uncertified = trained(options);
  CHECK(uncertified.status == Status::restricted_optimal);
  CHECK_FALSE(uncertified.certified_global_gap);
  CHECK(report_of(options)["certified_global_gap"].is_null());
}

TEST_CASE("small and degenerate data train") {
  const TemporaryFolder folder;
  TrainOptions options;
  options.out = folder.file("run");
  options.patterns = 50;
  options.beta = 1e-3;
  options.data.source = folder.file("data.csv");
  ::test::write(folder.path() / "data.csv", "x,label\n0,a\n1,b\n");
  CHECK(trained(options).train_accuracy == 1.0);
  ::test::write(folder.path() / "data.csv", "x,label\n5,a\n5,b\n5,b\n");  // equal rows: the majority
  const RunRecord equal = trained(options);
  CHECK(*equal.train_accuracy == Approx(2.0 / 3));
  CHECK(equal.patterns == 1);
  CHECK(equal.status == Status::globally_optimal);
  options.task = "regression";
  ::test::write(folder.path() / "data.csv", "x,z,label\n1,2,1e6\n3,4,1000001.5\n5,7,1e6\n2,2,1000003\n");
  const RunRecord far = trained(options);
  CHECK(far.restricted_gap <= 1e-6);
  CHECK(*far.rmse < 2);
  options.patterns = 1;  // all-ones alone: the mean, less beta / n
  options.refine = 0;
  trained(options);
  const network::Network mean = model_of(options);
  REQUIRE(mean.neurons.size() == 1);
  CHECK(mean.neurons[0].weight[0] == Approx(1000001.125 - 1e-3 / 4));
}

TEST_CASE("constant features without a bias: the one pattern is on everywhere, and there is nothing to search") {
  const TemporaryFolder folder;
  TrainOptions options;
  options.no_bias = true;
  options.certify = "exact";
  options.beta = 0.5;
  options.data.source = folder.file("data.csv");
  ::test::write(folder.path() / "data.csv", "0,0,1\n0,0,-1\n0,0,1\n");
  const RunRecord record = trained(options);
  CHECK(record.status == Status::globally_optimal);
  CHECK(record.objective == Approx(1.5 - 1.0 / 24).epsilon(1e-6));  // 3/2 - (1 - beta)^2 / 6
}

TEST_CASE("labels that no pattern correlates with give no beta_max to take a fraction of") {
  const TemporaryFolder folder;
  TrainOptions options;
  options.data.source = folder.file("data.csv");
  ::test::write(folder.path() / "data.csv", "1,1\n1,-1\n2,1\n2,-1\n");
  CHECK_THROWS_WITH(trained(options), Catch::Contains("--beta-ratio"));
  options.beta = 0.1;
  CHECK(trained(options).status == Status::globally_optimal);
}

TEST_CASE("a proof claims nothing of patterns that need a column which was dropped for being nearly dependent") {
  const TemporaryFolder folder;
  TrainOptions options;
  options.beta = 0.5;
  options.data.source = folder.file("data.csv");
  ::test::write(folder.path() / "data.csv",
                "1,1,-1\n2,2.00000000001,1\n3,3,-1\n4,4.00000000001,1\n5,5,-1\n6,6.00000000001,1\n");
  options.certify = "exact";
  CHECK(trained(options).status == Status::iteration_limit);
  options.patterns = pipeline::all_patterns;
  options.certify = "bounds";
  const RunRecord record = trained(options);
  CHECK(record.status == Status::restricted_optimal);
  CHECK(*record.global_lower_bound <= 11.0 / 12);  // two neurons along the difference of the columns reach this
}

TEST_CASE("without --out nothing is written, and a folder that cannot be is refused") {
  const TemporaryFolder folder;
  TrainOptions options = tic_tac_toe(folder);
  options.out.reset();
  CHECK(trained(options).status == Status::restricted_optimal);
  CHECK(std::filesystem::is_empty(folder.path()));
  ::test::write(folder.path() / "file", "");
  options.out = folder.file("file/run");
  CHECK_THROWS_AS(trained(options), core::CollectiveError);
}

TEST_CASE("targets beyond what can be squared are a numerical failure with a report") {
  const TemporaryFolder folder;
  TrainOptions options;
  options.out = folder.file("run");
  options.data.source = folder.file("data.csv");
  options.task = "regression";
  ::test::write(folder.path() / "data.csv", "x,label\n0,1e200\n1,-1e200\n2,3e200\n");
  CHECK_THROWS_AS(trained(options), core::NumericalError);
  CHECK(report_of(options)["status"] == "numerical_error");
  CHECK_FALSE(std::filesystem::exists(folder.path() / "run/model.json"));
}

TEST_CASE("exit codes") {
  CHECK(pipeline::exit_code(Status::restricted_optimal) == ExitCode::reached);
  CHECK(pipeline::exit_code(Status::globally_optimal) == ExitCode::reached);
  CHECK(pipeline::exit_code(Status::optimal) == ExitCode::reached);
  CHECK(pipeline::exit_code(Status::finished) == ExitCode::reached);
  CHECK(pipeline::exit_code(Status::iteration_limit) == ExitCode::stopped);
  CHECK(pipeline::exit_code(Status::time_limit) == ExitCode::interrupted);
  CHECK(pipeline::exit_code(Status::interrupted) == ExitCode::interrupted);
  CHECK(pipeline::exit_code(Status::numerical_error) == ExitCode::numerical);
}
