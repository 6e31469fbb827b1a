#include "heaviside/pipeline/selection.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "heaviside/core/exact_sum.hpp"

namespace heaviside::pipeline {
namespace {

double exact_sum(const Eigen::VectorXd& values) {
  core::ExactSum sum;
  for (const double value : values) sum += value;
  return sum.value();
}

}  // namespace

Score score_of(const Eigen::VectorXd& values) {
  const auto rows = static_cast<double>(values.size());
  Score score;
  score.mean = exact_sum(values) / rows;
  const Eigen::VectorXd squares = (values.array() - score.mean).square();
  if (values.size() > 1) score.standard_error = std::sqrt(exact_sum(squares) / (rows * (rows - 1)));
  return score;
}

std::int64_t best_index(const std::vector<Score>& scores) {
  assert(!scores.empty());
  const auto by_mean = [](const Score& a, const Score& b) { return a.mean < b.mean; };
  return std::ranges::min_element(scores, by_mean) - scores.begin();
}

std::int64_t one_standard_error_index(const std::vector<Score>& scores) {
  const Score& best = scores[static_cast<std::size_t>(best_index(scores))];
  const auto near = [&](const Score& score) { return score.mean <= best.mean + best.standard_error; };
  return std::ranges::find_if(scores, near) - scores.begin();
}

report::Selection choose(const std::vector<Score>& scores, const std::string& rule) {
  report::Selection selection;
  selection.rule = rule;
  selection.best_index = best_index(scores);
  selection.best_score = scores[static_cast<std::size_t>(selection.best_index)].mean;
  selection.index = rule == "best" ? selection.best_index : one_standard_error_index(scores);
  selection.score = scores[static_cast<std::size_t>(selection.index)].mean;
  selection.standard_error = scores[static_cast<std::size_t>(selection.index)].standard_error;
  return selection;
}

}  // namespace heaviside::pipeline
