#include "heaviside/arrangements/deep_pricing.hpp"

#include <cmath>

#include "heaviside/arrangements/grouped_rows.hpp"
#include "heaviside/arrangements/pattern.hpp"
#include "heaviside/core/partition.hpp"
#include "heaviside/core/random.hpp"
#include "priced_records.hpp"

namespace heaviside::arrangements {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double fresh_share = 0.25;      // of the starts: all layers are drawn
constexpr double kept_share = 0.25;       // of the starts: the inner layers are a neuron's
constexpr double resampled_share = 0.25;  // of a neuron's inner units, in the other starts

double chance(std::uint64_t seed, std::int64_t start, std::uint64_t position) {
  return core::uniform(seed, core::stream::inner_choices, static_cast<std::uint64_t>(start), position);
}

}  // namespace

DeepPricer::DeepPricer(const core::Communicator& comm, const MatrixXd& Z, SubnetworkShape shape, PricingOptions options)
    : comm_(comm), Z_(Z), shape_(std::move(shape)), options_(std::move(options)) {}

/// Where start number `start`, counted over all rounds, begins.
VectorXd DeepPricer::first_weights(const MatrixXd& neurons, std::int64_t start) const {
  VectorXd fresh(shape_.length());
  core::normals(options_.search.seed, core::stream::inner_starts, static_cast<std::uint64_t>(start),
                {fresh.data(), static_cast<std::size_t>(fresh.size())});
  const double kind = chance(options_.search.seed, start, 0);
  if (neurons.cols() == 0 || kind < fresh_share) return fresh;
  VectorXd weights = neurons.col(start % neurons.cols());
  if (kind >= fresh_share + kept_share) resample(weights, fresh, start);
  return weights;
}

/// Takes some inner units from other weights.
void DeepPricer::resample(VectorXd& weights, const VectorXd& fresh, std::int64_t start) const {
  Index next = 0;
  Index inputs = shape_.inputs;
  std::uint64_t position = 1;
  for (const Index width : shape_.widths) {
    for (Index unit = 0; unit < width; ++unit, next += inputs) {
      const bool drawn = chance(options_.search.seed, start, position++) < resampled_share;
      if (drawn) weights.segment(next, inputs) = fresh.segment(next, inputs);
    }
    inputs = width;
  }
}

/// The best last unit that a climb finds over the outputs of the inner layers.
PricedHyperplane DeepPricer::climbed(const MatrixXd& R, VectorXd weights, std::int64_t start,
                                     const SearchOptions& search) const {
  const auto layers = shape_.layers(weights);
  const MatrixXd H = layer_outputs(Z_, std::span(layers).first(layers.size() - 1));
  const GroupedRows rows(H);
  const VectorXd sums = rows.toward(weights.tail(H.cols()), rows.sums(R));
  Climb climb(rows.distinct, sums, weights.tail(H.cols()), start, search);
  while (!climb.finished()) climb.step();
  weights.tail(H.cols()) = climb.u();
  std::vector<std::uint64_t> words(static_cast<std::size_t>(pattern_words(H.rows())));
  threshold_patterns(H, climb.u(), words);
  return {std::move(weights), correlation_norm(words, R)};
}

Priced DeepPricer::price(const MatrixXd& R, const MatrixXd& neurons, std::int64_t round, std::int64_t patience) const {
  SearchOptions search = options_.search;
  search.patience = patience;
  const core::Range share = core::share(options_.starts, comm_.size(), comm_.rank());
  const std::int64_t most = core::share(options_.starts, comm_.size(), 0).size();
  std::vector<PricedHyperplane> mine;
  for (std::int64_t k = 0; k < most; ++k) {
    const std::int64_t start = round * options_.starts + share.begin + k;
    if (k < share.size()) mine.push_back(climbed(R, first_weights(neurons, start), start, search));
    if (options_.stop == nullptr) continue;
    const auto reason = options_.stop->ask(comm_);
    if (reason != core::StopReason::none) return {{}, reason};
  }
  return {gather_priced(comm_, mine, shape_.length()), core::StopReason::none};
}

}  // namespace heaviside::arrangements
