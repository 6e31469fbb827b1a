// Exact pricing in the loop: proven optima, the same bits on any number of ranks.
#include "heaviside/pipeline/prove.hpp"

#include <catch2/catch.hpp>

#include "heaviside/core/files.hpp"
#include "heaviside/network/file.hpp"
#include "heaviside/pipeline/train.hpp"
#include "support/random_dictionary.hpp"
#include "support/temporary_folder.hpp"

namespace {

using namespace heaviside;

/// Small integers, so that many rows are equal and many lie on a line; no half-space separates the labels.
std::string grid_data() {
  std::string text;
  const Eigen::VectorXd x = heaviside::test::random_normal(240, 1);
  for (Eigen::Index i = 0; i < 120; ++i) {
    const auto a = static_cast<int>(std::lround(2 * x[2 * i])), b = static_cast<int>(std::lround(2 * x[2 * i + 1]));
    text += std::to_string(a) + "," + std::to_string(b) + "," + ((a * b + a) % 3 == 0 ? "in" : "out") + "\n";
  }
  return text;
}

report::RunRecord trained(const core::Communicator& comm, const std::string& file, const std::string& certify,
                          std::optional<double> time_limit = {}) {
  pipeline::TrainOptions options;
  options.data.source = file;
  options.patterns = 50;
  options.refine = 2;
  options.beta_ratio = 0.02;
  options.certify = certify;
  options.time_limit = time_limit;
  core::Log log(comm, true);
  return pipeline::train(comm, options, {}, log);
}

}  // namespace

TEST_CASE("training with exact pricing ends at a proven optimum, the same on any number of ranks") {
  const ::test::TemporaryFolder folder;
  const std::string file = folder.file("grid.csv");
  core::write_file(file, grid_data());
  const auto alone = trained(core::Communicator::self(), file, "exact");
  const auto together = trained(heaviside::test::world(), file, "exact");
  CHECK(together.status == report::Status::globally_optimal);
  CHECK(*together.certified_global_gap <= 1e-6);
  CHECK(*together.bounded_global_gap > 1e-3);
  CHECK(together.objective == alone.objective);
  CHECK(*together.global_lower_bound == *alone.global_lower_bound);
  CHECK(together.cones == alone.cones);
  CHECK(trained(heaviside::test::world(), file, "auto").objective == alone.objective);
  CHECK(trained(heaviside::test::world(), file, "bounds").status == report::Status::restricted_optimal);
}

TEST_CASE("a proof that time ends leaves the best network and what is proven so far") {
  const ::test::TemporaryFolder folder;
  const std::string file = folder.file("grid.csv");
  core::write_file(file, grid_data());
  const auto record = trained(heaviside::test::world(), file, "exact", 1e-9);
  CHECK(record.status == report::Status::time_limit);
  CHECK(*record.certified_global_gap <= *record.bounded_global_gap);
}
