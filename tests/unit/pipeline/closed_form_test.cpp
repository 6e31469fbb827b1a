#include "heaviside/pipeline/closed_form.hpp"

#include <catch2/catch.hpp>

#include "heaviside/core/files.hpp"
#include "heaviside/core/random.hpp"
#include "heaviside/pipeline/train.hpp"
#include "support/temporary_folder.hpp"

namespace {

using namespace heaviside;
using Eigen::Index;

/// Rows in general position, more features than rows, written as csv with the label last; some rows twice.
std::string wide_data(Index rows, Index features, Index repeated) {
  std::string text;
  for (Index i = 0; i < rows + repeated; ++i) {
    Eigen::VectorXd x(features);
    const auto row = static_cast<std::uint64_t>(i % rows);
    core::normals(5, 7, row, {x.data(), static_cast<std::size_t>(features)});
    for (const double value : x) text += std::to_string(value) + ",";
    text += std::to_string(static_cast<double>((3 * i) % 7) - 2.5 + 0.25 * static_cast<double>(i >= rows)) + "\n";
  }
  return text;
}

report::RunRecord trained(const std::string& text, double ratio, const std::string& solver) {
  const test::TemporaryFolder folder;
  const std::string file = folder.file("wide.csv");
  core::write_file(file, text);
  pipeline::TrainOptions options;
  options.data.source = file;
  options.beta_ratio = ratio;
  options.solver = solver;
  const auto self = core::Communicator::self();
  core::Log log(self, true);
  return pipeline::train(self, options, {}, log);
}

}  // namespace

TEST_CASE("where every 0/1 vector is a pattern, training ends at the proven global optimum") {
  for (const double ratio : {0.5, 0.1, 0.01, 0.001}) {
    for (const char* solver : {"auto", "admm"}) {
      const auto record = trained(wide_data(12, 15, 0), ratio, solver);
      CAPTURE(ratio, solver);
      CHECK(record.status == report::Status::globally_optimal);
      CHECK(*record.certified_global_gap <= 1e-6);
      CHECK(record.neurons <= 13);
    }
  }
}

TEST_CASE("equal rows are one row: their labels cannot be told apart, and the optimum is proven still") {
  const auto record = trained(wide_data(12, 15, 5), 0.05, "auto");
  CHECK(record.status == report::Status::globally_optimal);
  CHECK(record.n == 17);
}

TEST_CASE("at beta_max there is no neuron") {
  const auto record = trained(wide_data(9, 20, 0), 1, "auto");
  CHECK(record.neurons == 0);
  CHECK(record.status == report::Status::globally_optimal);
}
