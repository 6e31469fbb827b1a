#include "heaviside/solver/screened.hpp"

#include <array>
#include <cmath>
#include <numeric>
#include <span>

#include "heaviside/solver/distributed_vector.hpp"

namespace heaviside::solver {
namespace {

using dictionary::Dictionary;
using Eigen::Index;
using Eigen::VectorXd;

constexpr double tighter = 0.1;         // where the gap over the kept columns does not carry to the whole dictionary
constexpr double smallest_gap = 1e-14;  // of the kept columns; below it rounding decides

/// Some columns of a dictionary as a dictionary of their own, with weights taken there and back.
class Part {
 public:
  /// \param columns  local positions, increasing
  Part(const Dictionary& whole, std::vector<std::int64_t> columns, Index outputs)
      : whole_(whole), columns_(std::move(columns)), outputs_(outputs), part_(whole.select(columns_)) {}

  const Dictionary& dictionary() const { return part_; }

  /// This rank's share of the part's weights, from its share of the whole's. Collective: gathers the part's weights.
  VectorXd to_part(const VectorXd& w) const {
    const VectorXd all = gather_all(part_.comm(), groups_at(w, outputs_, columns_));
    return all.segment(outputs_ * part_.local().begin, outputs_ * part_.local().size());
  }

  /// The other way, with zeros for the other columns. Collective, likewise.
  VectorXd to_whole(const VectorXd& w) const {
    const auto& comm = part_.comm();
    const VectorXd all = gather_all(comm, w);
    const auto counts = comm.all_gather(std::span<const std::int64_t>(std::array{std::ssize(columns_)}));
    const auto first = std::accumulate(counts.begin(), counts.begin() + comm.rank(), std::int64_t{0});
    Eigen::MatrixXd scattered = Eigen::MatrixXd::Zero(outputs_, whole_.local().size());
    scattered(Eigen::all, columns_) = all.reshaped(outputs_, part_.cols()).middleCols(first, std::ssize(columns_));
    return scattered.reshaped();
  }

 private:
  const Dictionary& whole_;
  std::vector<std::int64_t> columns_;
  Index outputs_;
  Dictionary part_;
};

/// Marks the columns with ||c_j|| >= least; returns how many were not marked before, over all ranks. Collective.
std::int64_t keep(const Problem& problem, const VectorXd& c, double least, std::vector<bool>& kept) {
  std::int64_t added = 0;
  const VectorXd sizes = group_norms(c, problem.outputs());
  for (Index j = 0; j < sizes.size(); ++j) {
    const auto column = static_cast<std::size_t>(j);
    if (kept[column] || sizes[j] < least) continue;
    kept[column] = true;
    ++added;
  }
  return problem.D.comm().sum(added);
}

std::vector<std::int64_t> positions(const std::vector<bool>& kept) {
  std::vector<std::int64_t> columns;
  for (std::size_t j = 0; j < kept.size(); ++j) {
    if (kept[j]) columns.push_back(static_cast<std::int64_t>(j));
  }
  return columns;
}

}  // namespace

Solution solve_screened(const Problem& problem, const Certificate& before, double beta_before, Method method,
                        const Options& options) {
  const auto& D = problem.D;
  std::vector<bool> kept(static_cast<std::size_t>(D.local().size()));
  for (const auto j : support_of(before.w, problem.outputs())) kept[static_cast<std::size_t>(j)] = true;
  keep(problem, before.correlation, 2 * problem.beta - beta_before, kept);

  Solution solution;
  Options inner = options;
  inner.observe = [](const Certificate&, const Effort&) {};
  VectorXd w = before.w;
  while (true) {
    const Part part(D, positions(kept), problem.outputs());
    inner.max_iterations = options.max_iterations - solution.effort.iterations;
    const Solution found = solve({part.dictionary(), problem.loss, problem.beta}, part.to_part(w), method, inner);
    solution.effort.iterations += found.effort.iterations;
    solution.effort.factorisations += found.effort.factorisations;
    w = part.to_whole(found.certificate.w);
    solution.certificate = certify(problem, w);
    solution.status = found.status;
    const bool reached = solution.certificate.gap <= options.gap;
    if (D.comm().broadcast(reached)) {
      solution.status = Status::optimal;
      return solution;
    }
    if (found.status != Status::optimal) return solution;
    if (keep(problem, solution.certificate.correlation, problem.beta, kept) > 0) continue;
    if (inner.gap <= smallest_gap) {
      solution.status = Status::iteration_limit;
      return solution;
    }
    inner.gap *= tighter;
  }
}

}  // namespace heaviside::solver
