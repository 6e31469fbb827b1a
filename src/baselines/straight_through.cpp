#include "heaviside/baselines/straight_through.hpp"

#include <algorithm>
#include <numeric>

#include "heaviside/core/random.hpp"

namespace heaviside::baselines {

using Eigen::Index;
using Eigen::MatrixXd;

namespace {

/// The rows in an order that depends on (seed, epoch) alone.
std::vector<Index> shuffled_rows(Index n, std::uint64_t seed, std::int64_t epoch) {
  std::vector<std::pair<std::uint64_t, Index>> keys;
  for (Index i = 0; i < n; ++i) {
    keys.emplace_back(core::random_word(seed, core::stream::batches, static_cast<std::uint64_t>(epoch),
                                        static_cast<std::uint64_t>(i)),
                      i);
  }
  std::sort(keys.begin(), keys.end());
  std::vector<Index> rows;
  for (const auto& key : keys) rows.push_back(key.second);
  return rows;
}

}  // namespace

StraightThrough::StraightThrough(const MatrixXd& Z, const MatrixXd& Y, const DescentOptions& options)
    : Z_(Z),
      Y_(Y),
      options_(options),
      weights_(random_weights(options.seed, Z.cols(), options.hidden, Y.cols())),
      stepper_(options.optimizer, weights_),
      rate_(options.rate) {}

void StraightThrough::run_epoch() {
  const bool whole = options_.batch_size == 0 || options_.batch_size >= Z_.rows();
  rate_.observe(whole ? step_on(Z_, Y_) : step_on_batches());
  ++epochs_;
}

/// Returns the loss before the step.
double StraightThrough::step_on(const MatrixXd& Z, const MatrixXd& Y) {
  const double decay = options_.beta / (2 * static_cast<double>(Z_.rows()));
  const Activations at = forward(weights_, Z);
  const double before = loss(weights_, at.output, Y, decay);
  stepper_.step(weights_, gradient(weights_, at, Y, decay, options_.surrogate), rate_.rate());
  return before;
}

/// Returns the mean of the batches' losses, a row each a vote.
double StraightThrough::step_on_batches() {
  const Index n = Z_.rows();
  const std::vector<Index> order = shuffled_rows(n, options_.seed, epochs_);
  double sum = 0;
  for (Index begin = 0; begin < n; begin += options_.batch_size) {
    const Index size = std::min<Index>(options_.batch_size, n - begin);
    const std::vector<Index> rows(order.begin() + begin, order.begin() + begin + size);
    sum += static_cast<double>(size) * step_on(Z_(rows, Eigen::all), Y_(rows, Eigen::all));
  }
  return sum / static_cast<double>(n);
}

}  // namespace heaviside::baselines
