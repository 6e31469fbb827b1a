#include "heaviside/pipeline/refine.hpp"

#include <algorithm>

#include "heaviside/arrangements/distinct.hpp"
#include "heaviside/arrangements/pattern.hpp"
#include "heaviside/network/gather.hpp"

namespace heaviside::pipeline {
namespace {

using arrangements::GrowingHyperplanes;
using arrangements::PatternSet;
using dictionary::Dictionary;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double entry_tolerance = 1e-4;  // a pattern enters for |p'r| > beta (1 + this)
constexpr std::size_t slow_rounds = 10;   // rounds that together must lower the objective
constexpr double least_progress = 1e-3;   // by this, relative

/// The patterns of new hyperplanes, in the order found, with their indices; on the last rank only, after all others'.
PatternSet new_patterns(const core::Communicator& comm, const MatrixXd& Z, const MatrixXd& U,
                        std::int64_t first_index) {
  PatternSet set;
  set.n = Z.rows();
  if (comm.rank() + 1 != comm.size()) return set;
  set.words.resize(static_cast<std::size_t>(U.cols() * arrangements::pattern_words(set.n)));
  arrangements::threshold_patterns(Z, U, set.words);
  for (Index k = 0; k < U.cols(); ++k) set.hyperplanes.push_back(first_index + k);
  return set;
}

/// The weights of a dictionary's columns in the order of another one's, by hyperplane; zero for new ones.
VectorXd carried_over(const Dictionary& from, const VectorXd& w, const Dictionary& to) {
  struct Entry {
    std::int64_t hyperplane;
    double weight;
  };
  std::vector<Entry> mine;
  for (Index j = 0; j < w.size(); ++j) {
    if (w[j] != 0) mine.push_back({from.hyperplanes()[static_cast<std::size_t>(j)], w[j]});
  }
  const auto all = from.comm().all_gather(std::span<const Entry>(mine));  // increasing hyperplanes
  VectorXd carried = VectorXd::Zero(to.local().size());
  for (const auto& [hyperplane, weight] : all) {
    const auto& held = to.hyperplanes();
    const auto found = std::lower_bound(held.begin(), held.end(), hyperplane);
    if (found != held.end() && *found == hyperplane) carried[found - held.begin()] = weight;
  }
  return carried;
}

/// The hyperplanes worth adding, side by side.
MatrixXd entering(const std::vector<arrangements::PricedHyperplane>& priced, double beta, Index inputs) {
  MatrixXd U(inputs, 0);
  for (const auto& [u, score] : priced) {
    if (score <= beta * (1 + entry_tolerance)) continue;
    U.conservativeResize(Eigen::NoChange, U.cols() + 1);
    U.rightCols(1) = u;
  }
  return U;
}

/// The support and, whatever its weight, the pattern that is on everywhere: a dictionary always has it.
std::vector<std::int64_t> kept_columns(const Dictionary& D, const VectorXd& w) {
  const VectorXd counts = D.column_counts();
  std::vector<std::int64_t> kept;
  for (Index j = 0; j < w.size(); ++j) {
    if (w[j] != 0 || counts[j] == static_cast<double>(D.rows())) kept.push_back(j);
  }
  return kept;
}

/// The kept columns and the new ones, equal patterns once, spread evenly.
Dictionary extended(const Dictionary& D, const VectorXd& w, const MatrixXd& Z, const MatrixXd& U,
                    std::int64_t first_index) {
  PatternSet set = D.patterns(kept_columns(D, w));
  const PatternSet added = new_patterns(D.comm(), Z, U, first_index);
  set.words.insert(set.words.end(), added.words.begin(), added.words.end());
  set.hyperplanes.insert(set.hyperplanes.end(), added.hyperplanes.begin(), added.hyperplanes.end());
  return {D.comm(), arrangements::make_distinct(D.comm(), std::move(set))};
}

bool too_slow(const std::vector<double>& objectives) {
  if (objectives.size() <= slow_rounds) return false;
  const double before = objectives[objectives.size() - 1 - slow_rounds];
  return before - objectives.back() < least_progress * before;
}

}  // namespace

Refined refine(const MatrixXd& Z, const VectorXd& y, double beta, Refined start, GrowingHyperplanes& hyperplanes,
               const RefineOptions& options) {
  Refined state = std::move(start);
  const auto comm = state.D.comm();
  std::vector<double> objectives{state.solution.certificate.objective};
  while (state.rounds < options.rounds && state.solution.status == solver::Status::optimal) {
    const auto& point = state.solution.certificate;
    const auto support = network::gather_support(state.D, point.w, hyperplanes);
    const auto priced =
        arrangements::price(comm, Z, point.residual, support.hyperplanes, state.rounds, options.pricing);  // [gather]
    const MatrixXd U = entering(priced, beta, Z.cols());
    if (comm.broadcast(U.cols() == 0)) break;
    Dictionary D = extended(state.D, point.w, Z, U, hyperplanes.append(U));
    const VectorXd w = carried_over(state.D, point.w, D);
    solver::Solution solution = solver::solve({D, y, beta}, w, options.method, options.solver);
    solution.effort.iterations += state.solution.effort.iterations;
    solution.effort.factorisations += state.solution.effort.factorisations;
    const bool worse = solution.certificate.objective > point.objective;  // possible only where time was up
    if (comm.broadcast(worse && solution.status != solver::Status::optimal)) {
      state.solution.status = solution.status;
      break;
    }
    state = {std::move(D), std::move(solution), state.rounds + 1};
    options.observe(state);
    objectives.push_back(state.solution.certificate.objective);
    if (comm.broadcast(too_slow(objectives))) break;
  }
  return state;
}

}  // namespace heaviside::pipeline
