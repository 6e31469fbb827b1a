#include "heaviside/pipeline/closed_form.hpp"

#include <Eigen/LU>
#include <algorithm>
#include <vector>

#include "heaviside/arrangements/pattern.hpp"
#include "heaviside/certificate/shattered.hpp"
#include "heaviside/pipeline/loss.hpp"

namespace heaviside::pipeline {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// The first row of each group, in the order of the groups, and the sum of r over it.
struct DistinctRows {
  std::vector<Index> row;
  VectorXd sum;
};

DistinctRows distinct_rows(const VectorXd& r, const std::vector<std::int64_t>& group) {
  DistinctRows rows;
  const std::int64_t count = *std::max_element(group.begin(), group.end()) + 1;
  rows.row.assign(static_cast<std::size_t>(count), -1);
  rows.sum = VectorXd::Zero(count);
  for (Index i = 0; i < r.size(); ++i) {
    const std::int64_t g = group[static_cast<std::size_t>(i)];
    if (rows.row[static_cast<std::size_t>(g)] < 0) rows.row[static_cast<std::size_t>(g)] = i;
    rows.sum[g] += r[i];
  }
  return rows;
}

double beta_of(const TrainOptions& options, const VectorXd& sum) {
  const double beta_max = std::max(sum.cwiseMax(0).sum(), (-sum).cwiseMax(0).sum());
  return options.beta.value_or(options.beta_ratio * beta_max);
}

/// Appends the nested patterns {delta >= level} of the positive levels of delta.
void append_nested(const VectorXd& delta, std::vector<VectorXd>& patterns) {
  std::vector<double> levels(delta.begin(), delta.end());
  std::sort(levels.begin(), levels.end());
  levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
  for (const double level : levels) {
    if (level > 0) patterns.push_back((delta.array() >= level).cast<double>());
  }
}

/// Patterns over the distinct rows, a column each.
MatrixXd patterns_of(const VectorXd& sum, const VectorXd& delta) {
  std::vector<VectorXd> patterns{VectorXd::Ones(sum.size()), (sum.array() > 0).cast<double>(),
                                 (sum.array() < 0).cast<double>()};
  append_nested(delta, patterns);
  append_nested(-delta, patterns);
  MatrixXd columns(sum.size(), static_cast<Index>(patterns.size()));
  for (Index k = 0; k < columns.cols(); ++k) columns.col(k) = patterns[static_cast<std::size_t>(k)];
  return columns;
}

bool makes_patterns(const MatrixXd& Z, const MatrixXd& U, const MatrixXd& patterns) {
  const auto length = static_cast<std::size_t>(arrangements::pattern_words(Z.rows()));
  std::vector<std::uint64_t> words(length * static_cast<std::size_t>(U.cols()));
  arrangements::threshold_patterns(Z, U, words);
  for (Index k = 0; k < U.cols(); ++k) {
    for (Index i = 0; i < Z.rows(); ++i) {
      const auto word = words[static_cast<std::size_t>(k) * length + static_cast<std::size_t>(i / 64)];
      if ((word >> (i % 64) & 1) != (patterns(i, k) != 0 ? 1U : 0U)) return false;
    }
  }
  return true;
}

}  // namespace

OptimalPatterns optimal_patterns(const TrainingData& data, const TrainOptions& options) {
  const solver::Loss loss = make_loss(options, data);
  const DistinctRows rows = distinct_rows(loss.residual(VectorXd::Zero(loss.size())), data.group);
  const auto shattered = certificate::solve_shattered(loss, data.group, beta_of(options, rows.sum));
  return {data.Z(rows.row, Eigen::all), patterns_of(rows.sum, shattered.output)};
}

std::optional<MatrixXd> closed_form_hyperplanes(const core::Communicator& comm, const TrainingData& data,
                                                const TrainOptions& options) {
  if (*std::max_element(data.group.begin(), data.group.end()) + 1 != data.Z.cols()) return std::nullopt;
  MatrixXd U;
  comm.on_root([&] {
    const auto [Z, patterns] = optimal_patterns(data, options);
    U = Z.partialPivLu().solve(MatrixXd(2 * patterns.array() - 1));
    if (!U.allFinite() || !makes_patterns(Z, U, patterns)) U.resize(Z.cols(), 0);
  });
  const Index count = comm.broadcast(U.cols());
  if (count == 0) return std::nullopt;
  U.resize(data.Z.cols(), count);
  comm.broadcast(std::span<double>(U.data(), static_cast<std::size_t>(U.size())));
  return U.transpose();
}

}  // namespace heaviside::pipeline
