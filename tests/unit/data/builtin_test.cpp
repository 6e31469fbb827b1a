#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "heaviside/core/random.hpp"
#include "unit/data/reading.hpp"

namespace {

using namespace heaviside::data;
namespace core = heaviside::core;

Table builtin(const std::string& name) {
  ReadOptions options;
  options.source = "builtin:" + name;
  return reading::read(options);
}

std::string refusal(const std::string& name) {
  ReadOptions options;
  options.source = "builtin:" + name;
  return reading::refusal(options);
}

/// Lines of three in a row of x = -1 or o = 1, by the sum over the line.
int lines_of(const Eigen::MatrixXd& board, double player) {
  int lines = 0;
  for (int k = 0; k < 3; ++k) lines += (board.row(k).sum() == 3 * player) + (board.col(k).sum() == 3 * player);
  lines += (board.diagonal().sum() == 3 * player) + (board.rowwise().reverse().diagonal().sum() == 3 * player);
  return lines;
}

}  // namespace

TEST_CASE("tic-tac-toe: exactly the boards that are end positions by their counts and lines") {
  // Not by play but by a rule over all 3^9 boards: x has as many stones as o or one more; who has a line moved last;
  // only one has a line, or the board is full.
  const auto table = builtin("tic-tac-toe");
  std::set<std::vector<double>> rows;
  std::size_t positive = 0;
  for (Eigen::Index i = 0; i < table.X.rows(); ++i) {
    const Eigen::VectorXd row = table.X.row(i);
    rows.emplace(row.begin(), row.end());
    const bool x_won = lines_of(Eigen::Map<const Eigen::Matrix3d>(row.data()), -1) > 0;
    CHECK(table.labels[static_cast<std::size_t>(i)] == (x_won ? "1" : "-1"));
    positive += x_won ? 1 : 0;
  }
  std::set<std::vector<double>> expected;
  for (int code = 0; code < 19683; ++code) {
    Eigen::Matrix3d board;
    for (int k = 0, rest = code; k < 9; ++k, rest /= 3) board(k) = rest % 3 - 1;
    const double x_lead = -board.sum();  // stones of x less stones of o
    const bool x_line = lines_of(board, -1) > 0;
    const bool o_line = lines_of(board, 1) > 0;
    const bool full = (board.array() != 0).all();
    const bool ends = (x_line && !o_line && x_lead == 1) || (o_line && !x_line && x_lead == 0) ||
                      (!x_line && !o_line && full && x_lead == 1);
    if (ends) expected.emplace(board.data(), board.data() + 9);
  }
  CHECK(rows == expected);
  CHECK(table.X.rows() == 958);
  CHECK(positive == 626);
  CHECK(table.features.front() == "top-left-square");
  CHECK(table.features[5] == "middle-right-square");
  CHECK(table.X.row(0) == Eigen::RowVectorXd{{-1, -1, -1, -1, 1, 1, -1, 1, 1}});  // as the UCI set begins
}

TEST_CASE("teacher: rows depend on the seed and on their own number") {
  const auto all = builtin("teacher,n=50,d=7,seed=3");
  CHECK(all.X.rows() == 50);
  CHECK(all.X.cols() == 7);
  const auto later = builtin("teacher,n=20,d=7,seed=3,offset=30");
  CHECK(later.X == all.X.bottomRows(20));
  CHECK(std::equal(later.labels.begin(), later.labels.end(), all.labels.begin() + 30));
  CHECK(builtin("teacher,n=50,d=7,seed=4").X != all.X);
  CHECK(builtin("teacher,n=50,d=7,seed=3").sha256 == all.sha256);
  CHECK(later.sha256 != all.sha256);
  CHECK(builtin("teacher").X.rows() == 100);
}

TEST_CASE("teacher: labels follow the formula") {
  const auto table = builtin("teacher,n=300,d=4,seed=9");
  const auto weight = [](std::uint64_t layer, std::uint64_t position) {
    return 2 * core::uniform(9, core::stream::teacher_weights, layer, position) - 1;
  };
  int positive = 0;
  for (Eigen::Index i = 0; i < table.X.rows(); ++i) {
    double first[20];
    double output = 0;
    for (std::uint64_t j = 0; j < 20; ++j) {
      double sum = weight(1, 4 * 20 + j);  // of the ones
      for (std::uint64_t k = 0; k < 4; ++k) sum += table.X(i, static_cast<Eigen::Index>(k)) * weight(1, k * 20 + j);
      first[j] = std::tanh(sum);
    }
    for (std::uint64_t j = 0; j < 20; ++j) {
      double sum = 0;
      for (std::uint64_t k = 0; k < 20; ++k) sum += first[k] * weight(2, k * 20 + j);
      output += std::tanh(sum) * weight(3, j);
    }
    CHECK(table.labels[static_cast<std::size_t>(i)] == (output >= 0 ? "1" : "-1"));
    positive += output >= 0 ? 1 : 0;
  }
  CHECK(positive > 0);
  CHECK(positive < 300);
}

TEST_CASE("teacher: inputs have mean 0 and variance 1") {
  const auto X = builtin("teacher,n=20000,d=5,seed=1").X;
  CHECK(std::abs(X.mean()) < 0.02);
  CHECK(X.squaredNorm() / static_cast<double>(X.size()) == Approx(1).margin(0.02));
}

TEST_CASE("built-ins: what is not known is refused") {
  CHECK(refusal("mnist") == "FILE: expected builtin:tic-tac-toe or builtin:teacher, found 'mnist'");
  CHECK_THAT(refusal("teacher,m=3"), Catch::EndsWith("expected d= n= offset= seed=, found 'm=3'"));
  CHECK_THAT(refusal("teacher,n"), Catch::EndsWith("found 'n'"));
  CHECK_THAT(refusal("teacher,"), Catch::EndsWith("found ''"));
  CHECK_THAT(refusal("tic-tac-toe,n=3"), Catch::EndsWith("expected no settings, found 'n=3'"));
  for (const std::string value : {"0", "-1", "2.5", "x", "", "99999999999"}) {
    CHECK_THAT(refusal("teacher,n=" + value), Catch::Contains("expected n= a whole number from 1"));
  }
  ReadOptions options;
  options.source = "builtin:tic-tac-toe";
  options.label = "0";
  CHECK_THAT(reading::refusal(options), Catch::Contains("--label 0"));
}
