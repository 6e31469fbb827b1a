#include "heaviside/pipeline/cost.hpp"

#include <algorithm>
#include <cmath>

namespace heaviside::pipeline {
namespace {

// Of the solver and of refinement on the data sets of the README, roughly.
constexpr double operations_of_reading = 1e6;
constexpr double products_of_a_solve = 20;
constexpr double usual_ratio = 0.05;  // where --beta says nothing of the ratio
constexpr double usual_rounds = 30;
constexpr double planes_of_a_round = 64 * 20;
constexpr double operations_of_a_sort = 20;
constexpr double patterns_of_all = 1e5;

}  // namespace

double predicted_operations(const TrainOptions& options, double rows, double features) {
  const double patterns = options.patterns == all_patterns ? patterns_of_all : static_cast<double>(options.patterns);
  const double ratio = options.beta ? usual_ratio : options.beta_ratio;
  const double rounds = std::min(static_cast<double>(options.refine), usual_rounds);
  const double sampling = rows * patterns * (features + 1);
  const double solving = products_of_a_solve * rows * patterns / std::sqrt(ratio);
  const double refining = rounds * planes_of_a_round * rows * (features + operations_of_a_sort);
  return operations_of_reading + sampling + solving + refining;
}

}  // namespace heaviside::pipeline
