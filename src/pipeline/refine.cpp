#include "heaviside/pipeline/refine.hpp"

#include <algorithm>

#include "heaviside/arrangements/deep_pricing.hpp"
#include "heaviside/arrangements/distinct.hpp"
#include "heaviside/arrangements/pattern.hpp"
#include "heaviside/network/gather.hpp"
#include "heaviside/solver/distributed_vector.hpp"

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
constexpr double round_gap = 1e-3;        // of the solves between rounds; tighter ones would be thrown away
constexpr std::int64_t patience_growth = 4;

/// The patterns of new hyperplanes, in the order found, with their indices; on the last rank only, after all others'.
PatternSet new_patterns(const core::Communicator& comm, const MatrixXd& Z, const MatrixXd& U,
                        const arrangements::SubnetworkShape& shape, std::int64_t first_index) {
  PatternSet set;
  set.n = Z.rows();
  if (comm.rank() + 1 != comm.size()) return set;
  set.words.resize(static_cast<std::size_t>(U.cols() * arrangements::pattern_words(set.n)));
  arrangements::subnetwork_patterns(shape, Z, U, set.words);
  for (Index k = 0; k < U.cols(); ++k) set.hyperplanes.push_back(first_index + k);
  return set;
}

/// The weights of a dictionary's columns in the order of another one's, by hyperplane; zero for new ones.
VectorXd carried_over(const Dictionary& from, const VectorXd& w, const Dictionary& to, Index outputs) {
  const auto [hyperplanes, weights] = network::gather_columns(from, w, outputs);
  VectorXd carried = VectorXd::Zero(to.local().size() * outputs);
  const auto& held = to.hyperplanes();
  for (std::size_t k = 0; k < hyperplanes.size(); ++k) {
    const auto found = std::lower_bound(held.begin(), held.end(), hyperplanes[k]);
    if (found == held.end() || *found != hyperplanes[k]) continue;
    carried.segment((found - held.begin()) * outputs, outputs) = weights.col(static_cast<Index>(k));
  }
  return carried;
}

/// The hyperplanes worth adding, side by side.
MatrixXd entering(const std::vector<arrangements::PricedHyperplane>& priced, double beta, Index length) {
  MatrixXd U(length, 0);
  for (const auto& [u, score] : priced) {
    if (score <= beta * (1 + entry_tolerance)) continue;
    U.conservativeResize(Eigen::NoChange, U.cols() + 1);
    U.rightCols(1) = u;
  }
  return U;
}

/// The support and, whatever its weight, the pattern that is on everywhere: a dictionary always has it. Columns that
/// stay at zero for a while longer only make the solves slower.
std::vector<std::int64_t> kept_columns(const Dictionary& D, const VectorXd& w, Index outputs) {
  const VectorXd counts = D.column_counts();
  const VectorXd sizes = solver::group_norms(w, outputs);
  std::vector<std::int64_t> kept;
  for (Index j = 0; j < sizes.size(); ++j) {
    if (sizes[j] != 0 || counts[j] == static_cast<double>(D.rows())) kept.push_back(j);
  }
  return kept;
}

/// The kept columns and the new ones, equal patterns once, spread evenly.
Dictionary extended(const Dictionary& D, std::span<const std::int64_t> kept, const MatrixXd& Z, const MatrixXd& U,
                    GrowingHyperplanes& hyperplanes) {
  PatternSet set = D.patterns(kept);
  const PatternSet added = new_patterns(D.comm(), Z, U, hyperplanes.shape(), hyperplanes.append(U));
  set.words.insert(set.words.end(), added.words.begin(), added.words.end());
  set.hyperplanes.insert(set.hyperplanes.end(), added.hyperplanes.begin(), added.hyperplanes.end());
  return {D.comm(), arrangements::make_distinct(D.comm(), std::move(set))};
}

RefineProgress first_progress(const RefineOptions& options, double objective) {
  return {0, options.pricing.search.patience, {objective}, objective};
}

/// Whether the last rounds stopped to pay: first climbs become more patient then, and in the end refinement ends.
bool slow(const RefineProgress& progress) {
  const auto& objectives = progress.objectives;
  if (objectives.size() <= slow_rounds) return false;
  const double before = objectives[objectives.size() - 1 - slow_rounds];
  return before - objectives.back() < least_progress * before;
}

/// Whether climbs can be more patient than they were; from now on they are.
bool more_patience(RefineProgress& progress, std::int64_t largest) {
  if (progress.patience >= largest) return false;
  progress.patience = std::min(patience_growth * progress.patience, largest);
  progress.objectives = {progress.objectives.back()};
  return true;
}

using PatternSearch =
    std::function<arrangements::Priced(const MatrixXd& R, const MatrixXd& neurons, std::int64_t, std::int64_t)>;

/// The pricing that knows subnetworks of this shape.
PatternSearch pattern_search(const core::Communicator& comm, const MatrixXd& Z,
                             const arrangements::SubnetworkShape& shape, const arrangements::PricingOptions& options) {
  const auto search = [](auto pricer) -> PatternSearch {
    return [held = std::move(pricer)](const auto& R, const auto& neurons, std::int64_t round, std::int64_t patience) {
      return held.price(R, neurons, round, patience);
    };
  };
  if (shape.deep()) return search(arrangements::DeepPricer(comm, Z, shape, options));
  return search(arrangements::Pricer(comm, Z, options));
}

/// Solves from a first guess; the effort of the state's solves is added.
solver::Solution solved(const Dictionary& D, const VectorXd& w, const solver::Loss& loss, double beta,
                        const Refined& state, const RefineOptions& options) {
  solver::Solution solution = solver::solve({D, loss, beta}, w, options.method, options.solver);
  solution.effort.iterations += state.solution.effort.iterations;
  solution.effort.factorisations += state.solution.effort.factorisations;
  return solution;
}

/// Takes the next solution, unless its solve was stopped before it became as good as the last one; then only its
/// status. Returns whether it was taken. Collective.
bool take_better(const core::Communicator& comm, solver::Solution& last, solver::Solution next) {
  const bool worse = next.certificate.objective > last.certificate.objective;
  if (comm.broadcast(worse && next.status != solver::Status::optimal)) {
    last.status = next.status;
    return false;
  }
  last = std::move(next);
  return true;
}

/// The state solved to the gap that was asked for, with the columns it has.
Refined tightened(const solver::Loss& loss, double beta, Refined state, const RefineOptions& options) {
  const auto comm = state.D.comm();
  if (state.solution.status != solver::Status::optimal) return state;
  if (comm.broadcast(state.solution.certificate.gap <= options.solver.gap)) return state;
  take_better(comm, state.solution, solved(state.D, state.solution.certificate.w, loss, beta, state, options));
  return state;
}

}  // namespace

Refined extend(const MatrixXd& Z, const solver::Loss& loss, double beta, Refined state, const MatrixXd& U,
               GrowingHyperplanes& hyperplanes, const RefineOptions& options) {
  const auto comm = state.D.comm();
  const auto& point = state.solution.certificate;
  const Index outputs = loss.outputs(Z.rows());
  Dictionary D = extended(state.D, kept_columns(state.D, point.w, outputs), Z, U, hyperplanes);
  const VectorXd w = carried_over(state.D, point.w, D, outputs);
  if (take_better(comm, state.solution, solved(D, w, loss, beta, state, options))) state.D = std::move(D);
  return state;
}

Refined refine(const MatrixXd& Z, const solver::Loss& loss, double beta, Refined start, GrowingHyperplanes& hyperplanes,
               const RefineOptions& options) {
  Refined state = std::move(start);
  if (options.rounds == 0 || state.solution.status != solver::Status::optimal) return state;
  if (Z.cols() == 0) return state;  // constant features and no bias: there is one pattern
  const auto comm = state.D.comm();
  const PatternSearch search = pattern_search(comm, Z, hyperplanes.shape(), options.pricing);
  RefineOptions between = options;
  between.solver.gap = std::max(round_gap, options.solver.gap);
  RefineProgress progress = options.resume.value_or(first_progress(options, state.solution.certificate.objective));
  if (!options.resume) state.end = RefineEnd::round_limit;
  while (!progress.ended && state.rounds < options.rounds) {
    options.keep(state, progress);
    const auto& point = state.solution.certificate;
    const Index outputs = loss.outputs(Z.rows());
    const auto support = network::gather_support(state.D, point.w, hyperplanes, outputs);
    const auto priced = search(point.residual.reshaped(Z.rows(), outputs), support.hyperplanes, progress.pricings++,
                               progress.patience);  // [gather]
    if (priced.stopped != core::StopReason::none) {
      state.solution.status = solver::status_of(priced.stopped);
      break;
    }
    const MatrixXd U = entering(priced.hyperplanes, beta, hyperplanes.length());
    const bool found = comm.broadcast(U.cols() > 0);
    state = found ? extend(Z, loss, beta, std::move(state), U, hyperplanes, between)
                  : tightened(loss, beta, std::move(state), options);
    if (state.solution.status != solver::Status::optimal) break;
    if (found) {
      ++state.rounds;
      options.observe(state);
      progress.observed = state.solution.certificate.objective;
    }
    progress.objectives.push_back(state.solution.certificate.objective);
    if (found && !comm.broadcast(slow(progress))) continue;
    if (more_patience(progress, options.pricing.largest_patience)) continue;
    state.end = found ? RefineEnd::slow : RefineEnd::converged;
    progress.ended = true;
  }
  if (state.solution.status == solver::Status::optimal) options.keep(state, progress);
  state = tightened(loss, beta, std::move(state), options);
  if (comm.broadcast(state.solution.certificate.objective != progress.observed)) options.observe(state);
  if (state.solution.status != solver::Status::optimal) state.end = RefineEnd::stopped;
  return state;
}

}  // namespace heaviside::pipeline
