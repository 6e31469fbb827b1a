#include "heaviside/report/record.hpp"

#include <catch2/catch.hpp>
#include <limits>

#include "heaviside/core/errors.hpp"
#include "heaviside/data/checksum.hpp"
#include "heaviside/report/provenance.hpp"
#include "support/temporary_folder.hpp"

using namespace heaviside;
using report::RunRecord;
using report::Status;

TEST_CASE("every key of the contract is there; what is absent is null") {
  const auto json = to_json(RunRecord{});
  for (const char* key : {"status",
                          "objective",
                          "beta",
                          "beta_max",
                          "gap",
                          "restricted_gap",
                          "bounded_global_gap",
                          "certified_global_gap",
                          "global_lower_bound",
                          "cones",
                          "neurons",
                          "patterns",
                          "rounds",
                          "iterations",
                          "train_accuracy",
                          "test_accuracy",
                          "balanced_accuracy",
                          "auc",
                          "rmse",
                          "n",
                          "d",
                          "distinct_rows",
                          "rank",
                          "ranks",
                          "seconds_sample",
                          "seconds_assemble",
                          "seconds_solve",
                          "seconds_refine",
                          "seconds_certify",
                          "seconds_total",
                          "seconds_before",
                          "peak_rss_mib_max_rank",
                          "seed",
                          "options",
                          "versions",
                          "commit",
                          "data_sha256"}) {
    CAPTURE(key);
    CHECK(json.contains(key));
  }
  for (const char* key : {"beta_max", "restricted_gap", "bounded_global_gap", "certified_global_gap", "train_accuracy",
                          "test_accuracy", "balanced_accuracy", "auc", "rmse"}) {
    CAPTURE(key);
    CHECK(json[key].is_null());
  }
  for (const auto& member : json.items()) {
    const bool structured = member.key() == "options" || member.key() == "versions" || member.key() == "trials" ||
                            member.key() == "classes" || member.key() == "selection";
    if (!structured) CHECK_FALSE(member.value().is_structured());
  }
}

TEST_CASE("fields stand under their own names") {
  RunRecord record;
  record.status = Status::time_limit;
  record.objective = 0.1;
  record.beta = 0.2;
  record.beta_max = 0.3;
  record.gap = 0.35;
  record.restricted_gap = 0.4;
  record.bounded_global_gap = 0.5;
  record.certified_global_gap = 0.6;
  record.global_lower_bound = 0.65;
  record.cones = 9;
  record.neurons = 1;
  record.patterns = 2;
  record.rounds = 3;
  record.iterations = 4;
  record.train_accuracy = 0.7;
  record.test_accuracy = 0.8;
  record.balanced_accuracy = 0.9;
  record.auc = 0.11;
  record.rmse = 0.12;
  record.trials = {{.seed = 8, .objective = 1.25, .loss = 0.75, .train_accuracy = 0.5, .iterations = 10}};
  record.n = 5;
  record.d = 6;
  record.distinct_rows = 3;
  record.rank = 2;
  record.ranks = 7;
  record.seconds_sample = 1.5;
  record.seconds_assemble = 2.5;
  record.seconds_solve = 3.5;
  record.seconds_refine = 4.5;
  record.seconds_certify = 5.5;
  record.seconds_total = 6.5;
  record.seconds_before = 6.25;
  record.peak_rss_mib_max_rank = 7.5;
  record.dictionary_mib_max_rank = 8.5;
  record.classes = {
      {"a", Status::restricted_optimal, 0.5, 0.25, 1.5, 0.125, std::nullopt, 4, 0.75, std::nullopt}};
  record.selection = report::Selection{"error", "one-se", 5, 50, 6, 0.25, 0.125, 9, 0.1875};
  record.seed = std::numeric_limits<std::uint64_t>::max();
  record.task = "binary";
  record.kernels = "avx2";
  record.processor = "a processor";
  record.data = "d.csv";
  record.data_sha256 = "00ff";
  record.commit = "abc";
  record.options = {{"gap", 0.5}};
  record.versions = {{"heaviside", "1"}};
  const auto expected = nlohmann::ordered_json::parse(R"({
    "status": "time_limit", "task": "binary", "objective": 0.1, "beta": 0.2, "beta_max": 0.3, "gap": 0.35, "restricted_gap": 0.4,
    "bounded_global_gap": 0.5, "certified_global_gap": 0.6, "global_lower_bound": 0.65, "cones": 9,
    "neurons": 1, "patterns": 2, "rounds": 3, "iterations": 4,
    "train_accuracy": 0.7, "test_accuracy": 0.8, "balanced_accuracy": 0.9, "auc": 0.11, "rmse": 0.12, "trials": [{"seed": 8, "objective": 1.25, "loss": 0.75,
    "train_accuracy": 0.5, "test_accuracy": null, "iterations": 10}],
    "classes": [{"label": "a", "status": "restricted_optimal", "objective": 0.5, "beta": 0.25, "beta_max": 1.5, "restricted_gap": 0.125,
    "certified_global_gap": null, "neurons": 4, "train_accuracy": 0.75, "test_accuracy": null}],
    "selection": {"criterion": "error", "rule": "one-se", "folds": 5, "held_out_rows": 50, "index": 6, "score": 0.25,
    "standard_error": 0.125, "best_index": 9, "best_score": 0.1875}, "n": 5, "d": 6, "distinct_rows": 3, "rank": 2,
    "ranks": 7, "seconds_sample": 1.5, "seconds_assemble": 2.5, "seconds_solve": 3.5, "seconds_refine": 4.5,
    "seconds_certify": 5.5, "seconds_total": 6.5, "seconds_before": 6.25, "peak_rss_mib_max_rank": 7.5, "dictionary_mib_max_rank": 8.5,
    "seed": 18446744073709551615, "kernels": "avx2", "processor": "a processor", "data": "d.csv",
    "data_sha256": "00ff", "commit": "abc", "options": {"gap": 0.5}, "versions": {"heaviside": "1"}})");
  CHECK(to_json(record).dump() == expected.dump());
}

TEST_CASE("statuses have the words of the contract") {
  CHECK(name(Status::restricted_optimal) == "restricted_optimal");
  CHECK(name(Status::globally_optimal) == "globally_optimal");
  CHECK(name(Status::optimal) == "optimal");
  CHECK(name(Status::finished) == "finished");
  CHECK(name(Status::time_limit) == "time_limit");
  CHECK(name(Status::interrupted) == "interrupted");
  CHECK(name(Status::iteration_limit) == "iteration_limit");
  CHECK(name(Status::numerical_error) == "numerical_error");
}

TEST_CASE("the file reads back; NaN is null; names in any encoding do no harm") {
  const test::TemporaryFolder folder;
  RunRecord record;
  record.objective = 0.1 + 0.2;
  record.restricted_gap = std::numeric_limits<double>::quiet_NaN();
  record.data =
      "gr\xf6\xdf"
      "e.csv";  // Latin-1
  write_report(folder.path() / "report.json", record);
  const auto json = nlohmann::json::parse(test::content_of(folder.path() / "report.json"));
  CHECK(json["objective"] == 0.1 + 0.2);
  CHECK(json["restricted_gap"].is_null());
  CHECK(json["certified_global_gap"].is_null());
  CHECK_THROWS_AS(write_report(folder.path() / "no" / "report.json", record), core::InputError);
}

TEST_CASE("provenance says what ran, and nothing of the host") {
  RunRecord record;
  add_provenance(core::Communicator::self(), record);
  CHECK(record.ranks == 1);
  CHECK(record.peak_rss_mib_max_rank > 1);
  CHECK(record.peak_rss_mib_max_rank < 1e5);
  CHECK_FALSE(record.kernels.empty());
  CHECK_FALSE(record.processor.empty());
  CHECK_FALSE(record.commit.empty());
  for (const char* library :
       {"heaviside", "mpi", "petsc", "eigen", "boost", "nlohmann_json", "openssl", "zlib", "xxhash", "compiler"}) {
    CAPTURE(library);
    CHECK(record.versions[library].get<std::string>().find_first_of("0123456789") != std::string::npos);
  }
  CHECK(record.versions["heaviside"] == report::version());
  CHECK(record.versions["eigen"].get<std::string>().starts_with("3."));
}

TEST_CASE("peak memory grows with what is held") {
  const double before = report::peak_rss_mib_max_rank(core::Communicator::self());
  const std::vector<char> held(64 << 20, 1);
  CHECK(held[held.size() / 2] == 1);
  CHECK(report::peak_rss_mib_max_rank(core::Communicator::self()) > before + 32);
}

TEST_CASE("a report that is cut or has a wrong bit does not have its checksum") {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "report.json";
  report::write_report(path, {});
  const std::string text = test::content_of(path);
  CHECK(nlohmann::json::parse(text).size() == to_json(RunRecord{}).size() + 1);
  data::check_checksum("FILE", text, true);
  for (std::size_t place = 0; place < text.size(); ++place) {
    std::string damaged = text;
    damaged[place] = static_cast<char>(damaged[place] ^ 4);
    CHECK_THROWS_AS(data::check_checksum("FILE", damaged, true), core::InputError);
  }
  CHECK_THROWS_WITH(data::check_checksum("FILE", text + "\n", true),
                    Catch::Contains("FILE: was damaged or changed since it was written"));
  CHECK_THROWS_AS(data::check_checksum("FILE", text.substr(0, 99), true), core::InputError);
  data::check_checksum("FILE", "{}", false);
}
