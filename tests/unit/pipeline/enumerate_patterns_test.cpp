#include "heaviside/pipeline/enumerate_patterns.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "heaviside/arrangements/pattern.hpp"
#include "heaviside/core/errors.hpp"
#include "heaviside/core/files.hpp"
#include "heaviside/pipeline/train_options.hpp"
#include "support/temporary_folder.hpp"

namespace {

using namespace heaviside;
using pipeline::AllPatterns;
using pipeline::TrainingData;

TrainingData prepared(const std::string& csv, bool bias, bool standardize) {
  const test::TemporaryFolder folder;
  pipeline::TrainOptions options;
  options.data.source = folder.file("data.csv");
  options.no_bias = !bias;
  options.standardize = standardize;
  core::write_file(options.data.source, csv);
  const auto self = core::Communicator::self();
  core::Log log(self, true);
  return pipeline::prepare(self, options, log);
}

AllPatterns enumerated(const TrainingData& data) {
  const auto self = core::Communicator::self();
  core::Log log(self, true);
  return pipeline::enumerate_patterns(self, data, log);
}

/// Distinct patterns that the hyperplanes make over the inputs, of up to 64 rows.
std::size_t distinct_patterns(const TrainingData& data, const AllPatterns& all) {
  std::vector<std::uint64_t> words(static_cast<std::size_t>(all.hyperplanes.rows()));
  arrangements::threshold_patterns(data.Z, all.hyperplanes.transpose(), words);
  return std::set<std::uint64_t>(words.begin(), words.end()).size();
}

// Five places on a line, one of them twice; a constant column, and one that repeats the first.
const std::string on_a_line = "0.1,7,1,1\n0.2,7,2,-1\n0.3,7,3,1\n0.5,7,5,-1\n0.8,7,8,1\n0.2,7,2,1\n";

}  // namespace

TEST_CASE("columns that are dropped change nothing: five places on a line have nine patterns") {
  for (const bool standardize : {true, false}) {
    const TrainingData data = prepared(on_a_line, true, standardize);
    const AllPatterns all = enumerated(data);
    CHECK(all.complete);
    CHECK(all.hyperplanes.rows() == 9);
    CHECK(all.hyperplanes.cols() == data.Z.cols());
    CHECK(distinct_patterns(data, all) == 9);
  }
}

TEST_CASE("without a bias, the patterns are those of the inputs as standardised") {
  const TrainingData raw = prepared("1,1\n2,-1\n4,1\n", false, false);
  CHECK(distinct_patterns(raw, enumerated(raw)) == 1);  // all to one side of 0
  const TrainingData centred = prepared("1,1\n2,-1\n4,1\n", false, true);
  CHECK(distinct_patterns(centred, enumerated(centred)) == 3);  // to its left, to its right, and all by ties
}

TEST_CASE("too many patterns are refused before any work, with what they would take") {
  std::string rows;
  for (int i = 0; i < 100; ++i) {
    for (int k = 0; k < 7; ++k) rows += std::to_string((i * (k + 3) * (k + 5) + i * i % (k + 2)) % 101) + ",";
    rows += i % 2 == 0 ? "a\n" : "b\n";
  }
  const TrainingData data = prepared(rows, true, true);
  CHECK_THROWS_WITH(enumerated(data), Catch::Contains("100 distinct rows of rank 8") && Catch::Contains("MiB") &&
                                          Catch::Contains("--refine auto"));
  CHECK_THROWS_AS(enumerated(data), core::CollectiveError);
}
