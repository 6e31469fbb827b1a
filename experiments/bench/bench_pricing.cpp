// Which directions a climb should look in: scores |p'y| that climbs reach along each, as a Markdown table.
//
//   OPENBLAS_NUM_THREADS=1 bench_pricing DATA [samples [planes]]        (one rank; default 4000 samples, 60 planes)
//
// DATA is read as `heaviside train` reads it. y is -1 or 1 by the first of two labels, or by parity where labels are
// more (digits: even against odd). Climbs start from Z'y and from seven random directions.
#include <algorithm>
#include <chrono>
#include <iomanip>
#include <iostream>
#include <numeric>
#include <set>
#include <sstream>

#include "heaviside/arrangements/climb.hpp"
#include "heaviside/core/errors.hpp"
#include "heaviside/core/random.hpp"
#include "heaviside/core/run.hpp"
#include "heaviside/data/preprocess.hpp"
#include "heaviside/data/read.hpp"

namespace {

using namespace heaviside;
using arrangements::RowMatrix;
using arrangements::SearchOptions;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int climbs = 8;
constexpr std::int64_t random_patterns = 4000;
constexpr std::uint64_t random_stream = 77;

struct Problem {
  RowMatrix Z;
  VectorXd y;
};

Problem read_problem(const core::Communicator& world, const std::string& source, Index samples) {
  core::Log log(world, true);
  data::ReadOptions options;
  options.source = source;
  const data::Table table = data::read_table(world, options, log);
  const Index n = std::min(samples, table.X.rows());
  const MatrixXd X = table.X.topRows(n);
  const auto preprocessing = data::fit(X, true);
  MatrixXd Z = data::apply(X, preprocessing)(Eigen::all, data::independent_columns(world, X, preprocessing, true));
  Z.conservativeResize(Eigen::NoChange, Z.cols() + 1);
  Z.rightCols(1).setOnes();
  const auto& first = table.labels.front();
  const bool two = std::set<std::string>(table.labels.begin(), table.labels.end()).size() == 2;
  VectorXd y(n);
  for (Index i = 0; i < n; ++i) {
    const auto& label = table.labels[static_cast<std::size_t>(i)];
    y[i] = (two ? label == first : std::stol(label) % 2 != 0) ? 1 : -1;
  }
  return {Z, y};
}

VectorXd random_direction(Index inputs, std::int64_t index) {
  VectorXd u(inputs);
  core::normals(0, random_stream, static_cast<std::uint64_t>(index), {u.data(), static_cast<std::size_t>(inputs)});
  return u;
}

double best_of_random(const Problem& problem) {
  double best = 0;
  for (std::int64_t k = 0; k < random_patterns; ++k) {
    const VectorXd margins = problem.Z * random_direction(problem.Z.cols(), k);
    best = std::max(best, std::abs((margins.array() >= 0).select(problem.y, 0.0).sum()));
  }
  return best;
}

void measure(const Problem& problem, const std::string& name, SearchOptions options, std::int64_t planes) {
  options.planes = planes;
  options.patience = planes;
  std::vector<double> scores;
  const auto begin = std::chrono::steady_clock::now();
  for (int k = 0; k < climbs; ++k) {
    const VectorXd u = k == 0 ? VectorXd(problem.Z.transpose() * problem.y) : random_direction(problem.Z.cols(), k);
    arrangements::Climb climb(problem.Z, problem.y, u, k, options);
    while (!climb.finished()) climb.step();
    scores.push_back(climb.score());
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  std::cout << "| " << name << " | " << scores[0] << " | "
            << std::accumulate(scores.begin(), scores.end(), 0.0) / climbs << " | "
            << *std::max_element(scores.begin(), scores.end()) << " | "
            << 1e6 * seconds / static_cast<double>(climbs * planes) << " | "
            << static_cast<double>(problem.Z.rows() * climbs * planes) / seconds / 1e6 << " |" << std::endl;
}

}  // namespace

int main(int argc, char** argv) {
  return core::run(argc, argv, [](const core::Communicator& world, std::span<const std::string> arguments) {
    if (arguments.empty() || arguments.size() > 3) throw core::InputError("bench_pricing DATA [samples [planes]]");
    const Index samples = arguments.size() > 1 ? std::stol(arguments[1]) : 4000;
    const std::int64_t planes = arguments.size() > 2 ? std::stol(arguments[2]) : 60;
    const Problem problem = read_problem(world, arguments[0], samples);
    const double positive = problem.y.cwiseMax(0).sum();
    std::cout << std::fixed << std::setprecision(0) << "n = " << problem.Z.rows() << ", inputs = " << problem.Z.cols()
              << "; no pattern scores above " << std::max(positive, positive - problem.y.sum()) << "; the best of "
              << random_patterns << " random ones scores " << best_of_random(problem) << ". " << planes
              << " planes a climb:\n\n| directions | from Z'y | mean of " << climbs
              << " | best | us a plane | M breakpoints/s |\n|---|---|---|---|---|---|" << std::endl;
    for (const double width : {2.0, 1.0, 0.5, 0.25, 0.1}) {
      std::ostringstream name;
      name << "gradient, width " << width;
      measure(problem, name.str(), {.smoothing = {width}, .axes = false, .random = false}, planes);
    }
    measure(problem, "gradients, widths 1, 0.5, 0.25", {.smoothing = {1, 0.5, 0.25}, .axes = false, .random = false},
            planes);
    measure(problem, "axes", {.smoothing = {}, .axes = true, .random = false}, planes);
    measure(problem, "random", {.smoothing = {}, .axes = false, .random = true}, planes);
    measure(problem, "gradient of width 0.5, axis, random (the default)", {}, planes);
    return 0;
  });
}
