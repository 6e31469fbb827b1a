#include <catch2/catch.hpp>

#include "unit/data/reading.hpp"

namespace {

using namespace heaviside::data;
using reading::read_text;
using reading::refusal_of_text;
using Texts = std::vector<std::string>;

ReadOptions one_hot(const Texts& columns, Missing missing = Missing::refuse) {
  ReadOptions options;
  options.one_hot = columns;
  options.missing = missing;
  return options;
}

ReadOptions like(const Table& table) {
  ReadOptions options;
  options.like = &table.encoding;
  return options;
}

/// As for `predict`: the label may be absent.
ReadOptions to_predict(const Table& table) {
  auto options = like(table);
  options.expected_features = table.features;
  return options;
}

const std::string fruit = "size,colour,kind\n1,red,p\n2,green,q\n3,red,p\n";

}  // namespace

TEST_CASE("a text column becomes one feature a category, in sorted order") {
  const auto table = read_text(fruit, one_hot({"colour"}));
  CHECK(table.features == Texts{"size", "colour=green", "colour=red"});
  CHECK(table.X == Eigen::MatrixXd{{1, 0, 1}, {2, 1, 0}, {3, 0, 1}});
  CHECK(table.encoding.columns == Texts{"size", "colour"});
  CHECK(table.encoding.categories.at("colour") == Texts{"green", "red"});
  CHECK(read_text(fruit, one_hot({"1"})).features == table.features);

  const auto numbers = read_text("month,y\n10,0\n9,1\n2,0\n", one_hot({"month"}));
  CHECK(numbers.features == Texts{"month=2", "month=9", "month=10"});
}

TEST_CASE("one-hot names that cannot be followed are refused") {
  CHECK_THAT(refusal_of_text(fruit, one_hot({"color"})), Catch::StartsWith("FILE: --one-hot color: expected one of"));
  CHECK(refusal_of_text(fruit, one_hot({"kind"})) == "FILE: --one-hot kind: this column is the label");
}

TEST_CASE("a second file is encoded as the first was") {
  const auto train = read_text(fruit, one_hot({"colour"}));
  const auto test = read_text("size,colour,kind\n7,green,q\n", like(train));
  CHECK(test.features == train.features);
  CHECK(test.X == Eigen::MatrixXd{{7, 1, 0}});
  CHECK(test.encoding == train.encoding);
  CHECK(read_text("7,green,q\n8,green,q\n", like(train)).X.rows() == 2);  // no header

  CHECK(refusal_of_text("size,colour,kind\n7,blue,q\n", like(train)) ==
        "FILE:2:2: expected a category of column 'colour' that occurs in the training data, found 'blue'");
  CHECK(refusal_of_text("weight,colour,kind\n7,red,q\n", like(train)) ==
        "FILE: expected 'size' as feature 1, found column 'weight'");
  CHECK(refusal_of_text("size,colour\n7,red\n", like(train)) ==
        "FILE: expected 2 features and a label, found 2 column(s)");
  CHECK_THAT(refusal_of_text("1 1:2\n", like(train)),
             Catch::Contains("expected a csv file with the text column 'colour'"));
}

TEST_CASE("for prediction labels may be absent, and may stand anywhere") {
  const auto train = read_text("a,b,y\n1,2,0\n3,4,1\n");
  const auto unlabelled = read_text("a,b\n5,6\n", to_predict(train));
  CHECK_FALSE(unlabelled.labelled());
  CHECK(unlabelled.X == Eigen::MatrixXd{{5, 6}});
  CHECK(read_text("5,6\n", to_predict(train)).X == unlabelled.X);
  CHECK(read_text("5 6\n", to_predict(train)).X == unlabelled.X);

  for (const std::string text : {"a,b,y\n5,6,1\n", "y,a,b\n1,5,6\n", "a,answer,b\n5,1,6\n", "5,6,1\n"}) {
    CAPTURE(text);
    const auto labelled = read_text(text, to_predict(train));
    CHECK(labelled.X == unlabelled.X);
    CHECK(labelled.labels == Texts{"1"});
  }
  CHECK(refusal_of_text("5,6,7,8\n", to_predict(train)) ==
        "FILE: expected 2 features, with or without a label, found 4 column(s)");
  CHECK(refusal_of_text("5\n", to_predict(train)) ==
        "FILE: expected 2 features, with or without a label, found 1 column(s)");

  const auto unnamed = read_text("1,2,0\n3,4,1\n");
  CHECK(read_text("u,v,w\n5,6,1\n", to_predict(unnamed)).X == unlabelled.X);
  const auto one_feature = read_text("1,0\n2,1\n");
  CHECK(read_text("5\n6\n", to_predict(one_feature)).X == Eigen::MatrixXd{{5}, {6}});
}

TEST_CASE("without an encoding, the names of the features tell whether there is a label") {
  ReadOptions options;
  options.expected_features = Texts{"a", "b"};
  CHECK_FALSE(read_text("a,b\n5,6\n", options).labelled());
  CHECK(read_text("a,b,c\n5,6,7\n", options).labels == Texts{"7"});
}

TEST_CASE("missing values: zero, or the mean of those that are there") {
  const std::string text = "a,b,y\n1,NA,0\n?,4,1\n3,,0\n8,6,1\n";
  const auto zero = read_text(text, one_hot({}, Missing::zero));
  CHECK(zero.X == Eigen::MatrixXd{{1, 0}, {0, 4}, {3, 0}, {8, 6}});
  const auto mean = read_text(text, one_hot({}, Missing::mean));
  CHECK(mean.X == Eigen::MatrixXd{{1, 5}, {4, 4}, {3, 5}, {8, 6}});
  CHECK(mean.encoding.fill == std::vector<double>{4, 5});

  CHECK(read_text("a,b,y\n?,?,0\n", like(mean)).X == Eigen::MatrixXd{{4, 5}});
  CHECK(read_text("a,b,y\n?,?,0\n", like(zero)).X == Eigen::MatrixXd{{0, 0}});
  CHECK_THAT(refusal_of_text("a,y\n?,0\nNA,1\n", one_hot({}, Missing::mean)),
             Catch::Contains("every value of 'a' is missing"));

  const auto complete = read_text("a,y\n1,0\n2,1\n");
  auto options = like(complete);
  CHECK_THAT(refusal_of_text("a,y\n?,0\n", options), Catch::StartsWith("FILE:2:1: expected a value"));
  options.missing = Missing::zero;
  CHECK(read_text("a,y\n?,0\n", options).X(0, 0) == 0);
  options.missing = Missing::mean;
  CHECK_THAT(refusal_of_text("a,y\n?,0\n", options), Catch::Contains("train with --missing mean"));
}

TEST_CASE("missing categories are no category, or the frequencies of all") {
  const std::string text = "colour,y\nred,0\n?,1\ngreen,1\nred,1\nred,0\n";
  CHECK(read_text(text, one_hot({"colour"}, Missing::zero)).X.row(1) == Eigen::RowVector2d(0, 0));
  CHECK(read_text(text, one_hot({"colour"}, Missing::mean)).X.row(1) == Eigen::RowVector2d(0.25, 0.75));
  CHECK_THAT(refusal_of_text(text, one_hot({"colour"})), Catch::StartsWith("FILE:3:1: expected a value"));
}

TEST_CASE("the mean does not depend on the order of the rows") {
  const Texts rows{"1e16,0\n", "1,1\n", "-1e16,0\n", "?,1\n", "3,0\n"};
  std::string forward = "a,y\n";
  std::string backward = forward;
  for (const auto& row : rows) forward += row;
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) backward += *row;
  CHECK(read_text(forward, one_hot({}, Missing::mean)).encoding.fill == std::vector<double>{1});
  CHECK(read_text(backward, one_hot({}, Missing::mean)).encoding.fill == std::vector<double>{1});
}

TEST_CASE("selected rows keep everything else") {
  const auto table = read_text("a,y\n1,p\n2,q\n3,r\n");
  const std::vector<Eigen::Index> rows{2, 0};
  const auto part = select_rows(table, rows);
  CHECK(part.X == Eigen::MatrixXd{{3}, {1}});
  CHECK(part.labels == Texts{"r", "p"});
  CHECK(part.sha256 == table.sha256);
  CHECK(part.encoding == table.encoding);
}
