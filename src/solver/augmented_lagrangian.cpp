#include "heaviside/solver/augmented_lagrangian.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "heaviside/core/stage.hpp"
#include "heaviside/solver/admm.hpp"
#include "heaviside/solver/distributed_vector.hpp"
#include "heaviside/solver/newton_system.hpp"
#include "multiplier_steps.hpp"
#include "part.hpp"

namespace heaviside::solver {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr double path_factor = 0.3;          // from one beta to the next
constexpr double path_gap = 1e-2;            // enough to start the next beta from
constexpr std::int64_t first_columns = 400;  // of a working set, at least
constexpr std::int64_t columns_a_nonzero = 8;
constexpr std::int64_t columns_a_nonzero_group = 2;  // with several outputs, where a column costs more
constexpr std::int64_t largest_part = 10;  // a working set is at most one column in as many; beyond, all take part
constexpr double round_factor = 0.1;       // gap of a round's program, relative to the gap before
constexpr double last_round = 0.5;         // but not below this much of the gap that was asked for
constexpr std::int64_t levels = 1024;      // of ||c_j||, that working sets are told apart by

/// A level of sizes that at most `count` columns reach, and if possible some. Collective: one sum of `levels` integers.
double level_reached_by(const core::Communicator& comm, const VectorXd& sizes, std::int64_t count) {
  const double largest = largest_magnitude(comm, sizes);
  if (!(largest > 0)) return 0;
  const auto level_of = [&](double value) { return static_cast<std::size_t>(value / largest * levels); };
  std::vector<std::int64_t> counts(levels + 1, 0);
  for (const double value : sizes) ++counts[level_of(value)];
  comm.sum(std::span(counts));  // [sum]
  std::int64_t level = levels;
  for (std::int64_t reached = counts[levels]; level > 0; --level) {
    reached += counts[static_cast<std::size_t>(level - 1)];
    if (reached > count) break;
  }
  return largest * static_cast<double>(level) / levels;
}

/// Which columns take part; for each local one, whether.
using WorkingSet = std::vector<bool>;

WorkingSet working_set_of(const VectorXd& w, std::int64_t outputs) {
  WorkingSet set(static_cast<std::size_t>(w.size() / outputs));
  for (const auto j : support_of(w, outputs)) set[static_cast<std::size_t>(j)] = true;
  return set;
}

/// Between two rounds.
struct Round {
  Certificate best, point;
  WorkingSet set;
  double scale = 1;  ///< of the point's residual, to begin with a feasible dual point where beta became smaller
};

SolverState state_of(const Round& round, double beta, const Effort& effort) {
  VectorXd set(round.point.w.size());  // as weights are: each column as often as it has some
  const auto outputs = set.size() / std::max<Index>(1, std::ssize(round.set));
  for (Index i = 0; i < set.size(); ++i) set[i] = round.set[static_cast<std::size_t>(i / outputs)] ? 1 : 0;
  return {{{"iterations", static_cast<double>(effort.iterations)}, {"objective", round.best.objective}, {"beta", beta}},
          {{"best", round.best.w}, {"w", round.point.w}, {"set", set}},
          {}};
}

Round round_of(const Problem& problem, const SolverState& state) {
  return {certify_again(problem, state.columns.at("best"), state.numbers.at("objective")),
          certify(problem, state.columns.at("w")), working_set_of(state.columns.at("set"), problem.outputs())};
}

/// Adds the columns of the largest ||c_j||, some for each nonzero; returns how many. Collective.
std::int64_t extend(const Problem& problem, const Certificate& point, WorkingSet& set) {
  const auto& comm = problem.D.comm();
  const std::int64_t count =
      std::max(first_columns, (problem.outputs() == 1 ? columns_a_nonzero : columns_a_nonzero_group) * point.nonzeros);
  const VectorXd sizes = group_norms(point.correlation, problem.outputs());
  return keep_correlated(comm, sizes, level_reached_by(comm, sizes, count), set);
}

/// Whether it is worth to copy the columns; with several outputs also where ADMM can factorise what they need.
/// Collective.
bool small(const Problem& problem, const WorkingSet& set) {
  const auto count = problem.D.comm().sum(static_cast<std::int64_t>(std::ranges::count(set, true)));
  return count <= problem.D.cols() / largest_part || (problem.outputs() > 1 && count <= largest_factor);
}

/// Whether sets will be too large in the end: nonzero weights become about as many more as beta becomes smaller, up to
/// n. With several outputs the largest factor decides.
bool outgrows(const Problem& problem, const Round& at) {
  const double nonzeros =
      std::min(static_cast<double>(at.point.nonzeros) / at.scale, static_cast<double>(problem.D.rows()));
  return problem.outputs() == 1 && columns_a_nonzero * nonzeros > static_cast<double>(problem.D.cols()) / largest_part;
}

/// Who sees the ends of rounds, and of multiplier steps over the whole dictionary.
struct Observers {
  std::function<void(const Round&)> round = [](const Round&) {};
  std::function<void(const Iterate&)> step = [](const Iterate&) {};
};

/// The program over some columns, or all of them, from a certified point. With several outputs by ADMM: a Newton system
/// there has K unknowns a column, where an iteration of ADMM has one factor for all outputs.
Certificate solve_columns(const Problem& problem, const Certificate& from, double scale, double gap, Budget& budget,
                          const std::function<void(const Iterate&)>& observe) {
  if (problem.outputs() > 1) return budget.spent(solve_admm(problem, from.w, budget.rest(gap)));
  return multiplier_steps(problem, first_iterate(problem, from, scale), gap, budget, observe);
}

/// The program over the columns of the round, and where its solution leads.
Round solve_round(const Problem& problem, Round at, double gap, Budget& budget) {
  const auto& comm = problem.D.comm();
  const Part part(problem.D, at.set, problem.outputs());
  const Problem restricted{part.dictionary(), problem.loss, problem.beta};
  const double least = std::max(last_round * gap, round_factor * comm.broadcast(at.point.gap));
  const Certificate from = certify(restricted, part.to_part(at.point.w));
  const auto found = solve_columns(restricted, from, at.scale, least, budget, [](const Iterate&) {});
  at.point = certify(problem, part.to_whole(found.w));
  if (comm.broadcast(at.point.gap < at.best.gap)) at.best = at.point;
  at.scale = 1;
  return at;
}

/// Solves over working sets [MGS18]: each round over the columns of the rounds before, and those that the certificate
/// over the whole dictionary shows to matter. Where they become many, or none are to be added, over all columns.
Certificate solve_in_rounds(const Problem& problem, Round at, double gap, Budget& budget, const Observers& observers) {
  const auto& comm = problem.D.comm();
  while (comm.broadcast(at.best.gap) > gap && budget.status() == Status::optimal) {
    const bool grew = !outgrows(problem, at) && extend(problem, at.point, at.set) > 0;
    if (!grew || !small(problem, at.set)) {
      at.best = solve_columns(problem, at.point, at.scale, gap, budget, observers.step);
      if (problem.outputs() > 1) observers.round(at);
      break;
    }
    at = solve_round(problem, std::move(at), gap, budget);
    observers.round(at);
  }
  return std::move(at.best);
}

/// A place on the path: weights that solve the program of a beta.
struct Place {
  VectorXd w;  // this rank's share
  double beta;
};

/// Where the program of a smaller beta begins.
Round begin_from(const Problem& problem, const Place& place) {
  const Certificate point = certify(problem, place.w);
  return {point, point, working_set_of(point.w, problem.outputs()), std::min(1.0, problem.beta / place.beta)};
}

/// A solution at path_factor^k beta_max for decreasing k is the start for the next; returns the last before
/// problem.beta.
Place follow_path(const Problem& problem, Place place, const Options& options, Budget& budget) {
  for (double beta = path_factor * place.beta; beta > problem.beta; beta *= path_factor) {
    const Problem easier{problem.D, problem.loss, beta};
    place = {solve_in_rounds(easier, begin_from(easier, place), path_gap, budget, {}).w, beta};
    options.observe(certify(problem, place.w), budget.effort);
    if (options.keep && budget.status() == Status::optimal)
      options.keep(
          {{{"iterations", static_cast<double>(budget.effort.iterations)}, {"beta", beta}}, {{"w", place.w}}, {}});
  }
  return place;
}

/// Where the rounds at problem.beta begin.
Round first_round(const Problem& problem, const VectorXd& start, const Options& options, Budget& budget) {
  const auto& comm = problem.D.comm();
  const SolverState* resume = options.resume;
  if (resume != nullptr && resume->columns.contains("best")) return round_of(problem, *resume);
  Certificate point = certify(problem, start);
  if (resume == nullptr) options.observe(point, budget.effort);
  if (!comm.broadcast(point.gap > options.gap && point.nonzeros == 0))
    return {point, point, working_set_of(point.w, problem.outputs())};
  // beta_max: w = 0 is optimal there
  Place place{point.w, largest_magnitude(comm, group_norms(point.correlation, problem.outputs()))};
  if (resume != nullptr) place = {resume->columns.at("w"), resume->numbers.at("beta")};
  return begin_from(problem, follow_path(problem, std::move(place), options, budget));
}

/// What the options ask to be told and to be given.
Observers observers_of(const Problem& problem, const Options& options, const Budget& budget) {
  const auto tell = [&](const Certificate& best, const auto& state) {
    options.observe(best, budget.effort);
    if (options.keep && budget.status() == Status::optimal) options.keep(state());
  };
  return {[&, tell](const Round& at) { tell(at.best, [&] { return state_of(at, problem.beta, budget.effort); }); },
          [&, tell](const Iterate& at) { tell(at.best, [&] { return state_of(at, budget.effort); }); }};
}

Certificate solve_from(const Problem& problem, const VectorXd& start, const Options& options, Budget& budget) {
  const Observers observers = observers_of(problem, options, budget);
  const SolverState* resume = options.resume;
  if (resume != nullptr) budget.effort.iterations = static_cast<std::int64_t>(resume->numbers.at("iterations"));
  if (resume != nullptr && !resume->rows.empty())
    return multiplier_steps(problem, iterate_of(problem, *resume), options.gap, budget, observers.step);
  return solve_in_rounds(problem, first_round(problem, start, options, budget), options.gap, budget, observers);
}

}  // namespace

Solution solve_augmented_lagrangian(const Problem& problem, const VectorXd& start, const Options& options) {
  const core::StageScope stage(core::Stage::iterate);
  Budget budget(problem.D.comm(), options);
  Solution solution;
  solution.certificate = solve_from(problem, start, options, budget);
  if (problem.D.comm().broadcast(solution.certificate.gap > options.gap))
    solution.status = budget.status() == Status::optimal ? Status::iteration_limit : budget.status();
  solution.effort = budget.effort;
  return solution;
}

Certificate polish(const Problem& problem, const Certificate& start, double gap, std::int64_t steps) {
  const core::StageScope stage(core::Stage::polish);
  Options options;
  options.max_iterations = steps;
  Budget budget(problem.D.comm(), options);
  return multiplier_steps(problem, first_iterate(problem, start, 1), gap, budget, [](const Iterate&) {});
}

}  // namespace heaviside::solver
