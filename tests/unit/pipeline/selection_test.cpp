// The choice of a beta by held-out rows, against sums by hand.
#include "heaviside/pipeline/selection.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace heaviside::pipeline;

TEST_CASE("a score is mean and standard error of its rows") {
  const Score score = score_of(Eigen::Vector4d(0, 1, 1, 0));
  CHECK(score.mean == 0.5);
  CHECK(score.standard_error == Approx(std::sqrt(4 * 0.25 / (4 * 3))));
  const Score one = score_of(Eigen::VectorXd::Constant(1, 3.0));
  CHECK((one.mean == 3 && one.standard_error == 0));
}

TEST_CASE("the best is the smallest mean, the first of equals; one-se the first within its standard error") {
  const std::vector<Score> scores = {{0.5, 0.01}, {0.31, 0.3}, {0.3, 0.05}, {0.25, 0.06}, {0.25, 0.0}, {0.4, 0.5}};
  CHECK(best_index(scores) == 3);
  CHECK(one_standard_error_index(scores) == 1);
  CHECK(choose(scores, "best").index == 3);
  const auto chosen = choose(scores, "one-se");
  CHECK((chosen.index == 1 && chosen.score == 0.31 && chosen.standard_error == 0.3));
  CHECK((chosen.best_index == 3 && chosen.best_score == 0.25));
}

TEST_CASE("without spread one-se is the best itself") {
  CHECK(one_standard_error_index({{0.2, 0}, {0.1, 0}, {0.1, 0}}) == 1);
  CHECK(one_standard_error_index({{0.2, 0}}) == 0);
}
