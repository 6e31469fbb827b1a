#include "heaviside/arrangements/pricing.hpp"

#include <algorithm>
#include <cmath>

#include "heaviside/arrangements/pattern.hpp"
#include "heaviside/core/partition.hpp"
#include "heaviside/core/random.hpp"
#include "heaviside/data/distinct_rows.hpp"

namespace heaviside::arrangements {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::int64_t starts_a_random_one = 8;
constexpr std::int64_t entries_between_stops = 50'000'000;  // of Z read until the next question whether to stop

/// The first row of each group.
RowMatrix first_rows(const MatrixXd& Z, const std::vector<std::int64_t>& group) {
  std::vector<Index> first;
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (group[i] == static_cast<std::int64_t>(first.size())) first.push_back(static_cast<Index>(i));
  }
  return Z(first, Eigen::all);
}

VectorXd sums_by_group(const VectorXd& r, const std::vector<std::int64_t>& group, Index groups) {
  VectorXd sums = VectorXd::Zero(groups);
  for (Index i = 0; i < r.size(); ++i) sums[group[static_cast<std::size_t>(i)]] += r[i];
  return sums;
}

}  // namespace

Pricer::Pricer(const core::Communicator& comm, const MatrixXd& Z, PricingOptions options)
    : comm_(comm),
      Z_(Z),
      options_(std::move(options)),
      group_(data::distinct_rows(Z)),
      distinct_(first_rows(Z, group_)) {}

/// Where start number `start` (counted over all rounds) of a round begins.
VectorXd Pricer::first_direction(const VectorXd& r, const MatrixXd& neurons, std::int64_t place,
                                 std::int64_t start) const {
  if (place == 0) return distinct_.transpose() * r;
  if (place % starts_a_random_one != 0 && neurons.cols() > 0)
    return neurons.col((start - start / starts_a_random_one) % neurons.cols());
  VectorXd u(distinct_.cols());
  core::normals(options_.search.seed, core::stream::starts, static_cast<std::uint64_t>(start),
                {u.data(), static_cast<std::size_t>(u.size())});
  return u;
}

/// Lets all ranks' climbs end, unless it is time to stop. Collective.
core::StopReason Pricer::finish(std::vector<Climb>& climbs) const {
  const std::int64_t planes = 1 + entries_between_stops / std::max<std::int64_t>(1, distinct_.size());
  auto climb = climbs.begin();
  for (;;) {
    for (std::int64_t k = 0; k < planes && climb != climbs.end(); ++k) {
      climb->step();
      if (climb->finished()) ++climb;
    }
    if (options_.stop != nullptr) {
      const auto reason = options_.stop->ask(comm_);
      if (reason != core::StopReason::none) return reason;
    }
    if (comm_.max(static_cast<std::int64_t>(climbs.end() - climb)) == 0) return core::StopReason::none;
  }
}

/// Score and u of each climb, one after the other.
std::vector<double> Pricer::records(const std::vector<Climb>& climbs, const VectorXd& r) const {
  MatrixXd U(Z_.cols(), static_cast<Index>(climbs.size()));
  for (Index k = 0; k < U.cols(); ++k) U.col(k) = climbs[static_cast<std::size_t>(k)].u();
  const auto length = static_cast<std::size_t>(pattern_words(Z_.rows()));
  std::vector<std::uint64_t> words(climbs.size() * length);
  threshold_patterns(Z_, U, words);
  std::vector<double> records;
  for (std::size_t k = 0; k < climbs.size(); ++k) {
    records.push_back(std::abs(correlation(std::span(words).subspan(k * length, length), r)));
    records.insert(records.end(), climbs[k].u().begin(), climbs[k].u().end());
  }
  return records;
}

Priced Pricer::price(const VectorXd& r, const MatrixXd& neurons, std::int64_t round, std::int64_t patience) const {
  SearchOptions search = options_.search;
  search.patience = patience;
  const VectorXd weights = sums_by_group(r, group_, distinct_.rows());
  const core::Range share = core::share(options_.starts, comm_.size(), comm_.rank());
  std::vector<Climb> climbs;
  for (std::int64_t place = share.begin; place < share.end; ++place) {
    const std::int64_t start = round * options_.starts + place;
    climbs.emplace_back(distinct_, weights, first_direction(weights, neurons, place, start), start, search);
  }
  Priced priced;
  priced.stopped = finish(climbs);
  if (priced.stopped != core::StopReason::none) return priced;
  const auto all = comm_.all_gather(std::span<const double>(records(climbs, r)));  // [gather]
  const Index width = Z_.cols() + 1;
  for (std::int64_t start = 0; start < options_.starts; ++start) {
    const double* const record = all.data() + start * width;
    priced.hyperplanes.push_back({Eigen::Map<const VectorXd>(record + 1, Z_.cols()), record[0]});
  }
  return priced;
}

}  // namespace heaviside::arrangements
