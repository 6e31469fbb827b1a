#include "heaviside/pipeline/warm_start.hpp"

#include <map>
#include <string>

#include "heaviside/arrangements/distinct.hpp"
#include "heaviside/arrangements/pattern.hpp"
#include "heaviside/core/errors.hpp"

namespace heaviside::pipeline {
namespace {

using Eigen::Index;
using Eigen::VectorXd;
using Words = std::vector<std::uint64_t>;

/// The pattern of one neuron at rows of X: where its network, with that neuron alone and weight 1, gives 1.
Words pattern_of(const network::Network& network, std::size_t neuron, const Eigen::MatrixXd& X) {
  network::Network alone = network;
  alone.neurons = {network.neurons[neuron]};
  alone.neurons[0].weight.setOnes();
  const VectorXd active = network::evaluate(alone, X).col(0);
  Words words(static_cast<std::size_t>(arrangements::pattern_words(X.rows())), 0);
  for (Index i = 0; i < X.rows(); ++i) {
    if (active[i] != 0) words[static_cast<std::size_t>(i / 64)] |= std::uint64_t{1} << (i % 64);
  }
  return words;
}

}  // namespace

VectorXd warm_start(const network::Network& network, const Eigen::MatrixXd& X, const dictionary::Dictionary& D,
                    core::Log& log) {
  if (static_cast<Index>(network.features.size()) != X.cols())
    throw core::InputError("--warm-start: the model has " + std::to_string(network.features.size()) +
                           " features, the data " + std::to_string(X.cols()));
  if (network.is_linear()) throw core::InputError("--warm-start: the model is linear and has no neurons");
  std::map<arrangements::Hash128, std::vector<Index>> columns;
  Words column(static_cast<std::size_t>(arrangements::pattern_words(X.rows())));
  for (Index j = 0; j < D.bits().cols(); ++j) {
    D.bits().get_column(j, column);
    columns[arrangements::xxh3_128(column)].push_back(j);
  }

  const Index outputs = network.outputs();
  VectorXd w = VectorXd::Zero(D.bits().cols() * outputs);
  std::int64_t found = 0;
  for (std::size_t k = 0; k < network.neurons.size(); ++k) {
    const Words pattern = pattern_of(network, k, X);
    const auto candidates = columns.find(arrangements::xxh3_128(pattern));
    if (candidates == columns.end()) continue;
    for (const Index j : candidates->second) {
      D.bits().get_column(j, column);
      if (column != pattern) continue;  // equal hashes only nominate
      w.segment(j * outputs, outputs) += network.neurons[k].weight;
      ++found;
    }
  }
  found = D.comm().sum(found);
  log.note("warm start: " + std::to_string(found) + " of the model's " + std::to_string(network.neurons.size()) +
           " neurons have their pattern in the dictionary");
  return w;
}

}  // namespace heaviside::pipeline
