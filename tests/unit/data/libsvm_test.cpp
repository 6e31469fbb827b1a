#include <catch2/catch.hpp>

#include "unit/data/reading.hpp"

namespace {

using namespace heaviside::data;
using reading::read_text;
using reading::refusal_of_text;
using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("libsvm: what is not written is zero") {
  const auto table = read_text("+1 1:0.5 3:-2\n-1\n-1 2:1e1 # a comment: 4:5\n\n");
  CHECK(table.X == Eigen::MatrixXd{{0.5, 0, -2}, {0, 0, 0}, {0, 10, 0}});
  CHECK(table.labels == Texts{"+1", "-1", "-1"});
  CHECK(table.features == Texts{"x1", "x2", "x3"});
}

TEST_CASE("libsvm is recognised after rows of zeros, comments and query ids") {
  CHECK(read_text("0\n# comment, with; separators\n1 qid:3 2:1\r\n").X == Eigen::MatrixXd{{0, 0}, {0, 1}});
  CHECK(read_text("1,2:3\n4,5:6\n").labels == Texts{"2:3", "5:6"});  // csv with text labels
}

TEST_CASE("libsvm: a second file has the features of the first") {
  const auto train = read_text("1 1:1 4:2\n0 1:2\n");
  ReadOptions options;
  options.like = &train.encoding;
  CHECK(read_text("1 2:3\n", options).X == Eigen::MatrixXd{{0, 3, 0, 0}});
  CHECK(refusal_of_text("1 2:3 5:1\n", options) == "FILE:1:3: expected an index up to 4, found '5:1'");
  options.expected_features = train.features;
  const auto unlabelled = read_text("2:3\n1:1 4:9\n", options);
  CHECK_FALSE(unlabelled.labelled());
  CHECK(unlabelled.X == Eigen::MatrixXd{{0, 3, 0, 0}, {1, 0, 0, 9}});
  CHECK(read_text("7 2:3\n", options).labels == Texts{"7"});
}

TEST_CASE("libsvm: what cannot be read is refused with line and field") {
  const std::string good = "1 1:1 2:2\n";
  CHECK(refusal_of_text(good + "1 0:5\n") == "FILE:2:2: expected index:value with an index from 1, found '0:5'");
  CHECK(refusal_of_text(good + "1 2:1 2:3\n") == "FILE:2:3: expected an index above 2, found '2:3'");
  CHECK(refusal_of_text(good + "1 3:1 2:3\n") == "FILE:2:3: expected an index above 3, found '2:3'");
  CHECK(refusal_of_text(good + "yes 1:1\n") == "FILE:2:1: expected a finite number as label, found 'yes'");
  CHECK(refusal_of_text(good + "nan 1:1\n") == "FILE:2:1: expected a finite number as label, found 'nan'");
  CHECK(refusal_of_text(good + "1:1\n") == "FILE:2:1: expected a finite number as label, found '1:1'");
  CHECK(refusal_of_text(good + "1 1:inf\n") == "FILE:2:2: expected a finite number, found '1:inf'");
  for (const std::string pair : {"1", "1:", ":1", "1:x", "1.5:1", "-1:1", "1e99:1", "1:1:1", "x:1"}) {
    CAPTURE(pair);
    CHECK_THAT(refusal_of_text(good + "1 " + pair + "\n"), Catch::StartsWith("FILE:2:2: expected index:value"));
  }
  ReadOptions options;
  options.format = "libsvm";
  CHECK_THAT(refusal_of_text("# nothing\n", options), Catch::Contains("found none"));
  CHECK(refusal_of_text("1\n-1\n", options) == "FILE: no line has a feature");
  options.label = "0";
  CHECK_THAT(refusal_of_text(good, options), Catch::Contains("libsvm data say themselves where their labels are"));
  options.label = "";
  options.one_hot = {"x1"};
  CHECK_THAT(refusal_of_text(good, options), Catch::Contains("libsvm data have no text columns"));
}

TEST_CASE("libsvm: a table that would take all memory for its zeros is refused") {
  CHECK(refusal_of_text("1 1:5\n-1 791054234:1\n") ==
        "FILE: the largest index is 791054234, but there are only 2 numbers: number the features that occur from 1 on");
  std::string many = "1 1000000:1\n";
  for (int row = 1; row < 400'000; ++row) many += "-1 1:2\n";
  CHECK(refusal_of_text(many).starts_with(
      "FILE: 400000 rows of 1000000 features take 2980 GiB, zeros included, and this machine has "));
}
