#include "heaviside/arrangements/pricing.hpp"

#include <algorithm>
#include <cmath>

#include "heaviside/arrangements/pattern.hpp"
#include "heaviside/core/partition.hpp"
#include "heaviside/core/random.hpp"
#include "priced_records.hpp"

namespace heaviside::arrangements {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::int64_t starts_a_random_one = 8;
constexpr std::size_t climbs_together = 16;                 // on a rank; each has three vectors of the samples
constexpr std::int64_t entries_between_stops = 50'000'000;  // of Z read until the next question whether to stop

}  // namespace

Pricer::Pricer(const core::Communicator& comm, const MatrixXd& Z, PricingOptions options)
    : comm_(comm), Z_(Z), options_(std::move(options)), rows_(Z) {}

/// Where start number `start` (counted over all rounds) of a round begins.
VectorXd Pricer::first_direction(const VectorXd& r, const MatrixXd& neurons, std::int64_t place,
                                 std::int64_t start) const {
  if (place == 0) return rows_.distinct.transpose() * r;
  if (place % starts_a_random_one != 0 && neurons.cols() > 0)
    return neurons.col((start - start / starts_a_random_one) % neurons.cols());
  VectorXd u(rows_.distinct.cols());
  core::normals(options_.search.seed, core::stream::starts, static_cast<std::uint64_t>(start),
                {u.data(), static_cast<std::size_t>(u.size())});
  return u;
}

/// Lets all ranks' climbs end, unless it is time to stop. Collective.
core::StopReason Pricer::finish(std::vector<Climb>& climbs) const {
  const std::int64_t planes = 1 + entries_between_stops / std::max<std::int64_t>(1, rows_.distinct.size());
  const auto finished = [](const auto& climb) { return climb->finished(); };
  auto next = climbs.begin();
  std::vector<Climb*> active;
  for (;;) {
    for (std::int64_t k = 0; k < planes; k += std::ssize(active)) {
      std::erase_if(active, finished);
      while (active.size() < climbs_together && next != climbs.end()) active.push_back(&*next++);
      if (active.empty()) break;
      step_together(active);
    }
    if (options_.stop != nullptr) {
      const auto reason = options_.stop->ask(comm_);
      if (reason != core::StopReason::none) return reason;
    }
    if (comm_.max(std::ssize(active) + (climbs.end() - next)) == 0) return core::StopReason::none;
  }
}

/// The hyperplane of each climb, with the score of the pattern that it makes.
std::vector<PricedHyperplane> Pricer::found(const MatrixXd& U, const MatrixXd& R) const {
  const auto length = static_cast<std::size_t>(pattern_words(Z_.rows()));
  std::vector<std::uint64_t> words(static_cast<std::size_t>(U.cols()) * length);
  threshold_patterns(Z_, U, words);
  std::vector<PricedHyperplane> found;
  for (Index k = 0; k < U.cols(); ++k)
    found.push_back(
        {U.col(k), correlation_norm(std::span(words).subspan(static_cast<std::size_t>(k) * length, length), R)});
  return found;
}

/// Lets a climb begin at each hyperplane, and leaves where it came to. Collective.
/// \param first  number of the first start
core::StopReason Pricer::climb(MatrixXd& U, std::int64_t first, const MatrixXd& sums,
                               const SearchOptions& search) const {
  const bool same = sums.cols() == 1;
  std::vector<VectorXd> weights;  // of each climb, which refers to them; those of one output are the same for all
  for (Index k = 0; k < (same ? std::min<Index>(1, U.cols()) : U.cols()); ++k)
    weights.push_back(rows_.toward(U.col(k), sums));
  std::vector<Climb> climbs;
  for (Index k = 0; k < U.cols(); ++k)
    climbs.emplace_back(rows_.distinct, weights[same ? 0 : static_cast<std::size_t>(k)], U.col(k), first + k, search);
  const auto reason = finish(climbs);
  for (Index k = 0; k < U.cols(); ++k) U.col(k) = climbs[static_cast<std::size_t>(k)].u();
  return reason;
}

Priced Pricer::price(const MatrixXd& R, const MatrixXd& neurons, std::int64_t round, std::int64_t patience) const {
  SearchOptions search = options_.search;
  search.patience = patience;
  const MatrixXd sums = rows_.sums(R);
  const core::Range share = core::share(options_.starts, comm_.size(), comm_.rank());
  const std::int64_t first = round * options_.starts + share.begin;
  const VectorXd of_output = sums.col(round % sums.cols());
  MatrixXd U(Z_.cols(), share.size());
  for (Index k = 0; k < U.cols(); ++k) U.col(k) = first_direction(of_output, neurons, share.begin + k, first + k);
  Priced priced;
  const int climbs = R.cols() == 1 ? 1 : 2;
  for (int k = 0; k < climbs && priced.stopped == core::StopReason::none; ++k)
    priced.stopped = climb(U, first, sums, search);
  if (priced.stopped != core::StopReason::none) return priced;
  priced.hyperplanes = gather_priced(comm_, found(U, R), Z_.cols());
  return priced;
}

}  // namespace heaviside::arrangements
