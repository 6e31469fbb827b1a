#include "heaviside/network/threshold_network.hpp"

#include <algorithm>

#include "heaviside/arrangements/pattern.hpp"
#include "heaviside/arrangements/subnetwork.hpp"

namespace heaviside::network {
namespace {

using arrangements::pattern_words;

/// Rows that are evaluated together.
constexpr Eigen::Index block_rows = 4096;
constexpr Eigen::Index word_bits = 64;

/// Bits of units over n samples, packed unit after unit.
std::vector<std::uint64_t> active_units(const Eigen::MatrixXd& inputs, const Eigen::MatrixXd& U) {
  std::vector<std::uint64_t> words(static_cast<std::size_t>(U.cols() * pattern_words(inputs.rows())));
  arrangements::threshold_patterns(inputs, U, words);
  return words;
}

bool bit(const std::uint64_t* words, Eigen::Index i) { return (words[i / word_bits] >> (i % word_bits) & 1) != 0; }

/// f += weight * pattern.
void add_pattern(const std::uint64_t* pattern, double weight, Eigen::Ref<Eigen::VectorXd> f) {
  for (Eigen::Index i = 0; i < f.size(); ++i) f[i] += bit(pattern, i) ? weight : 0;
}

bool has_two_layers(const Neuron& neuron) { return neuron.layers.size() == 1; }

/// All the first-layer units of a two-layer network side by side: r x neurons.
Eigen::MatrixXd side_by_side(const std::vector<Neuron>& neurons, Eigen::Index inputs) {
  Eigen::MatrixXd U(inputs, static_cast<Eigen::Index>(neurons.size()));
  for (Eigen::Index j = 0; j < U.cols(); ++j) U.col(j) = neurons[static_cast<std::size_t>(j)].layers[0].transpose();
  return U;
}

std::vector<std::uint64_t> deep_pattern(const Neuron& neuron, const Eigen::MatrixXd& Z) {
  std::vector<std::uint64_t> words(static_cast<std::size_t>(pattern_words(Z.rows())));
  arrangements::subnetwork_pattern(Z, neuron.layers, words);
  return words;
}

/// Rows [begin, begin + rows) of X as inputs of the first layer.
Eigen::MatrixXd first_inputs(const Network& network, const Eigen::MatrixXd& X, Eigen::Index begin, Eigen::Index rows) {
  Eigen::MatrixXd Z(rows, network.inputs());
  Z.leftCols(X.cols()) = data::apply(X.middleRows(begin, rows), network.preprocessing);
  if (network.bias) Z.rightCols(1).setOnes();
  return Z;
}

/// f += Z linear, input by input: the bits of a row do not depend on the others.
void add_linear(const Eigen::MatrixXd& Z, const Eigen::VectorXd& linear, Eigen::Ref<Eigen::VectorXd> f) {
  for (Eigen::Index k = 0; k < linear.size(); ++k) f += linear[k] * Z.col(k);
}

}  // namespace

std::string task_name(data::Task task) {
  switch (task) {
    case data::Task::binary:
      return "binary";
    case data::Task::multiclass:
      return "multiclass";
    case data::Task::regression:
      return "regression";
    case data::Task::automatic:
      break;
  }
  return "auto";
}

Eigen::VectorXd evaluate(const Network& network, const Eigen::MatrixXd& X) {
  const auto& neurons = network.neurons;
  const bool shallow = std::all_of(neurons.begin(), neurons.end(), has_two_layers);
  const Eigen::MatrixXd U = shallow ? side_by_side(neurons, network.inputs()) : Eigen::MatrixXd();
  Eigen::VectorXd f = Eigen::VectorXd::Zero(X.rows());
  for (Eigen::Index begin = 0; begin < X.rows(); begin += block_rows) {
    const Eigen::Index rows = std::min(block_rows, X.rows() - begin);
    const Eigen::MatrixXd Z = first_inputs(network, X, begin, rows);
    add_linear(Z, network.linear, f.segment(begin, rows));
    const auto patterns = shallow ? active_units(Z, U) : std::vector<std::uint64_t>();
    for (std::size_t j = 0; j < neurons.size(); ++j) {
      const auto deep = shallow ? std::vector<std::uint64_t>() : deep_pattern(neurons[j], Z);
      const auto length = static_cast<std::size_t>(pattern_words(rows));
      add_pattern(shallow ? patterns.data() + j * length : deep.data(), neurons[j].weight, f.segment(begin, rows));
    }
  }
  return f;
}

}  // namespace heaviside::network
