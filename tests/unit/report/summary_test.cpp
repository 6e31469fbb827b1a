#include "heaviside/report/summary.hpp"

#include <catch2/catch.hpp>

using namespace heaviside;
using report::RunRecord;
using report::Status;

TEST_CASE("the summary of a run, aligned") {
  RunRecord record;
  record.status = Status::restricted_optimal;
  record.objective = 12.345678;
  record.beta = 0.5;
  record.beta_max = 10;
  record.restricted_gap = 3.21e-7;
  record.gap = 1e-6;
  record.bounded_global_gap = 0.125;
  record.neurons = 12;
  record.patterns = 1999;
  record.train_accuracy = 0.98765;
  record.test_accuracy = 0.5;
  record.ranks = 4;
  record.seconds_total = 1.234;
  CHECK(summary(record) ==
        "status                optimal over the dictionary's patterns\n"
        "objective             12.3457\n"
        "beta                  0.5 (beta_max 10)\n"
        "restricted gap        3.21e-07\n"
        "bounded global gap    1.25e-01\n"
        "certified global gap  not computed\n"
        "neurons               12 of 1999 patterns\n"
        "train accuracy        0.9877\n"
        "test accuracy         0.5000\n"
        "time                  1.23 s on 4 ranks\n"
        "Not claimed: --certify off leaves open how far the optimum over all patterns is.\n");
}

TEST_CASE("regression has its error; one is singular") {
  RunRecord record;
  record.rmse = 0.25;
  record.patterns = 1;
  record.neurons = 1;
  const std::string text = summary(record);
  CHECK(text.find("rmse                  0.25\n") != std::string::npos);
  CHECK(text.find("1 of 1 pattern\n") != std::string::npos);
  CHECK(text.find("on 1 rank\n") != std::string::npos);
  CHECK(text.find("accuracy") == std::string::npos);
}

TEST_CASE("what a method does not have is left out") {
  RunRecord record;
  record.status = Status::optimal;
  record.beta = 2;
  record.restricted_gap = 0;
  CHECK(summary(record) ==
        "status                optimal\n"
        "objective             0\n"
        "beta                  2\n"
        "restricted gap        0.00e+00\n"
        "time                  0.00 s on 1 rank\n");
  record.restricted_gap.reset();
  record.status = Status::finished;
  record.neurons = 20;
  record.trials.resize(5);
  CHECK(summary(record) ==
        "status                ran to its end: nothing is claimed of the optimum\n"
        "objective             0\n"
        "beta                  2\n"
        "neurons               20\n"
        "chosen among          5 seeds\n"
        "time                  0.00 s on 1 rank\n");
}

TEST_CASE("only a certified optimum is called globally optimal") {
  RunRecord record;
  for (const Status status : {Status::restricted_optimal, Status::optimal, Status::finished, Status::time_limit,
                              Status::interrupted, Status::iteration_limit, Status::numerical_error}) {
    record.status = status;
    CHECK(summary(record).find("globally optimal") == std::string::npos);
  }
  record.status = Status::globally_optimal;
  record.certified_global_gap = 0;
  CHECK(summary(record).find("globally optimal") != std::string::npos);
  CHECK(summary(record).find("certified global gap  0.00e+00\n") != std::string::npos);
}
