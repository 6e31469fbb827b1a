// Training to a proof, on small problems of every kind of degeneracy, against the optimum over all their patterns.
#include "heaviside/pipeline/train.hpp"

#include <catch2/catch.hpp>
#include <charconv>

#include "heaviside/pipeline/training_data.hpp"
#include "support/lasso_oracle.hpp"
#include "support/small_problems.hpp"
#include "support/temporary_folder.hpp"

namespace {

using namespace heaviside;
namespace support = heaviside::test;
using core::Communicator;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using pipeline::TrainOptions;
using report::Status;

constexpr double rounding = 1e-9;  // relative
constexpr double gap = 1e-6;

std::string shortest(double value) {
  char text[40];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

/// The columns of X and y as csv; every double is read again as it is.
std::string csv(const MatrixXd& X, const VectorXd& y) {
  std::string text;
  for (Index i = 0; i < X.rows(); ++i) {
    for (Index k = 0; k < X.cols(); ++k) text += shortest(X(i, k)) + ",";
    text += shortest(y[i]) + "\n";
  }
  return text;
}

/// Random points and targets, and how to train on them.
struct Problem {
  MatrixXd X;
  VectorXd y;
  bool well_conditioned;  ///< positions survive rounding
  TrainOptions options;
};

/// A function of the seed. Targets are two classes, small integers, or reals, of very different size at times.
Problem random_problem(std::uint64_t seed) {
  support::Draw draw(seed + 2'000'000);
  const auto set = support::small_points(seed);
  Problem problem{set.X, {}, support::well_conditioned(set.kind), {}};
  const Index target = std::array<Index, 5>{1, 1, 0, 2, 5}[static_cast<std::size_t>(draw.between(0, 4))];
  problem.y = support::random_weights(draw, target, set.X.rows());
  problem.options.task = target == 1 ? "binary" : "regression";
  problem.options.no_bias = !set.bias;
  problem.options.standardize = draw.unit() < 0.5;
  problem.options.patterns = draw.between(1, 20);
  problem.options.refine = draw.between(0, 1);
  problem.options.beta_ratio = std::array{0.9, 0.5, 0.1, 0.02}[static_cast<std::size_t>(draw.between(0, 3))];
  problem.options.gap = gap;
  problem.options.certify = "exact";
  // Without a bias standardising moves points that were opposite or on a line through 0 by rounding errors.
  if (!set.bias && problem.options.standardize) problem.well_conditioned = false;
  problem.options.time_limit = problem.well_conditioned ? 10 : 0.2;
  return problem;
}

bool trainable(const Problem& problem) { return problem.X.cols() > 0 && problem.y.minCoeff() < problem.y.maxCoeff(); }

/// All patterns, as columns: without a bias those of the inputs, which standardising has moved.
MatrixXd all_patterns(const Problem& problem) {
  core::Log log(Communicator::self(), true);
  const bool bias = !problem.options.no_bias;
  const MatrixXd points = bias ? problem.X : prepare(Communicator::self(), problem.options, log).Z;
  const auto patterns = support::CircuitOracle(support::integer_rows(points, bias)).patterns();
  return MatrixXd::NullaryExpr(points.rows(), static_cast<Index>(patterns.size()), [&](Index i, Index j) {
    return static_cast<double>(patterns[static_cast<std::size_t>(j)] >> i & 1);
  });
}

/// No bound is above the optimum; where rounding makes no pattern that is none of the points', no objective is below
/// it, and what is claimed to be optimal is.
/// \returns  whether it was claimed
bool check_training(Problem problem, const MatrixXd& D, double beta) {
  problem.options.beta = beta;
  const support::LassoOracle oracle(D, problem.y, beta);
  const auto optimum = static_cast<double>(oracle.objective(oracle.coordinate_descent(1e-12L)));
  core::Log log(Communicator::self(), true);
  const auto record = train(Communicator::self(), problem.options, {}, log);
  CAPTURE(problem.X, problem.y, beta, record.objective, *record.global_lower_bound, optimum);
  CHECK(*record.global_lower_bound <= optimum * (1 + rounding));
  if (problem.well_conditioned) CHECK(record.objective >= optimum * (1 - rounding));
  if (record.status != Status::globally_optimal) return false;
  CHECK(record.objective <= optimum * (1 + gap + rounding));
  return true;
}

}  // namespace

TEST_CASE("what training proves of small problems is true, and it proves nearly all optimal") {
  const ::test::TemporaryFolder folder;
  int problems = 0, provable = 0, proven = 0;
  for (std::uint64_t seed = 0; seed < 1500; ++seed) {
    Problem problem = random_problem(seed);
    if (!trainable(problem)) continue;
    problem.options.data.source = folder.file("data.csv");
    ::test::write(problem.options.data.source, csv(problem.X, problem.y));
    const MatrixXd D = all_patterns(problem);
    const double beta = problem.options.beta_ratio * (D.transpose() * problem.y).cwiseAbs().maxCoeff();
    if (beta == 0) continue;  // the labels of equal rows add up to nothing
    CAPTURE(seed, problem.options.no_bias, problem.options.standardize, problem.options.patterns,
            problem.options.refine);
    const bool claimed = check_training(problem, D, beta);
    ++problems;
    if (!problem.well_conditioned || problem.options.no_bias) continue;
    ++provable;
    proven += claimed ? 1 : 0;
  }
  CHECK(problems >= 1000);
  CHECK(proven >= provable - provable / 100);
}
