#include "heaviside/pipeline/prove.hpp"

#include <algorithm>

#include "heaviside/certificate/exact_pricing.hpp"
#include "heaviside/pipeline/monitor.hpp"

namespace heaviside::pipeline {
namespace {

using certificate::ExactPrice;

constexpr double least_progress = 1e-2;  // of a round, in gaps
constexpr double rounding = 1e-12;       // of correlations, relative
constexpr double share = 0.25;           // of the gap, for the restricted solve and for the pricing each

/// Looks for patterns with |p'r| above `least` and above those of the dictionary; raises the lower bound.
ExactPrice priced(const certificate::ExactPricer& pricer, const certificate::GlobalDual& dual, double least,
                  const ProveOptions& options, ProofProgress at, Proven& proven) {
  const auto& comm = proven.refined.D.comm();
  const auto& point = proven.refined.solution.certificate;
  const auto& residual = point.residual;
  const auto observe = [&](std::int64_t, double largest) {
    options.progress(proven, std::max(proven.lower_bound, dual.bound(residual, largest)));
  };
  const auto keep = [&](const auto& state, bool last) {
    if (!last && !options.due()) return;
    at.search = state();
    options.keep(proven.refined, at);
  };
  const double known = comm.max(point.correlation.size() == 0 ? 0 : point.correlation.cwiseAbs().maxCoeff());
  const double target = std::max(least, known * (1 + rounding));
  ExactPrice price = pricer.price(residual, {.target = target,
                                             .nodes = options.cones - proven.cones,
                                             .stop = options.refine.solver.stop,
                                             .observe = observe,
                                             .resume = std::move(at.search),
                                             .keep = keep});
  proven.lower_bound = std::max(proven.lower_bound, dual.bound(residual, price.bound));
  proven.cones += price.nodes;
  return price;
}

}  // namespace

Proven prove(const TrainingData& data, const certificate::GlobalDual& dual, double beta, Refined start,
             arrangements::GrowingHyperplanes& hyperplanes, const ProveOptions& options) {
  const auto comm = start.D.comm();
  ProofProgress at = options.resume.value_or(ProofProgress{dual.shattered(), 0, 0, share * options.gap, 0});
  Proven proven{std::move(start), at.lower_bound, at.cones, at.rounds};
  Refined& state = proven.refined;
  const auto open = [&] {
    const double objective = state.solution.certificate.objective;
    return comm.broadcast(relative_gap(objective, proven.lower_bound) > options.gap);
  };
  if (state.solution.status != solver::Status::optimal || !open()) return proven;
  const arrangements::ExactPoints points = exact_points(data);
  const certificate::ExactPricer pricer(comm, points, data.Z, data.map.bias, data.group);
  RefineOptions tight = options.refine;
  tight.solver.gap = share * options.gap;
  if (!options.resume)
    state = extend(data.Z, dual.loss(), beta, std::move(state), Eigen::MatrixXd(data.Z.cols(), 0), hyperplanes, tight);
  while (state.solution.status == solver::Status::optimal && proven.cones < options.cones && at.tolerance < 1) {
    at.lower_bound = proven.lower_bound;
    at.cones = proven.cones;
    at.rounds = proven.rounds;
    if (at.search.empty()) options.keep(state, at);
    const ExactPrice price = priced(pricer, dual, beta * (1 + at.tolerance), options, at, proven);
    at.search.clear();
    ++proven.rounds;
    if (price.stopped != core::StopReason::none) state.solution.status = solver::status_of(price.stopped);
    options.observe(proven);
    at.observed = state.solution.certificate.objective;
    if (!open() || price.hyperplanes.cols() == 0 || price.stopped != core::StopReason::none) break;
    const double before = state.solution.certificate.objective;
    state = extend(data.Z, dual.loss(), beta, std::move(state), price.hyperplanes, hyperplanes, tight);
    ++state.rounds;
    // Patterns so little above beta change nothing; nor do hyperplanes whose patterns double precision does not make.
    const bool idle = before - state.solution.certificate.objective < least_progress * options.gap * before;
    if (comm.broadcast(idle)) at.tolerance *= 2;
  }
  if (comm.broadcast(state.solution.certificate.objective != at.observed)) options.observe(proven);
  const bool reached = state.solution.certificate.gap <= options.refine.solver.gap;
  if (state.solution.status == solver::Status::iteration_limit && comm.broadcast(reached))
    state.solution.status = solver::Status::optimal;  // more than was asked for was tried
  return proven;
}

}  // namespace heaviside::pipeline
