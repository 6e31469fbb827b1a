#include "heaviside/network/threshold_network.hpp"

#include <algorithm>
#include <span>

#include "heaviside/arrangements/pattern.hpp"
#include "heaviside/arrangements/subnetwork.hpp"

namespace heaviside::network {
namespace {

/// Rows that are evaluated together: few beside the data, many beside the work to prepare a layer.
constexpr Eigen::Index block_rows = 512;
constexpr Eigen::Index word_bits = 64;

bool bit(const std::uint64_t* words, Eigen::Index i) { return (words[i / word_bits] >> (i % word_bits) & 1) != 0; }

/// F += pattern weight', output by output.
void add_pattern(const std::uint64_t* pattern, const Eigen::VectorXd& weight, Eigen::Ref<Eigen::MatrixXd> F) {
  for (Eigen::Index k = 0; k < F.cols(); ++k) {
    if (weight[k] == 0) continue;
    for (Eigen::Index i = 0; i < F.rows(); ++i) F(i, k) += bit(pattern, i) ? weight[k] : 0;
  }
}

bool equal_inner_layers(const Neuron& one, const Neuron& other) {
  const auto inner = [](const Neuron& neuron) { return std::span(neuron.layers).first(neuron.layers.size() - 1); };
  return std::equal(inner(one).begin(), inner(one).end(), inner(other).begin(), inner(other).end(),
                    [](const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
                      return a.rows() == b.rows() && a.cols() == b.cols() && a == b;
                    });
}

/// Neurons one after the other that share their inner layers (in a network of two layers: all), as one subnetwork with
/// a last unit for each.
struct NeuronGroup {
  std::size_t first;
  std::vector<Eigen::MatrixXd> layers;
};

std::vector<NeuronGroup> groups_of(const std::vector<Neuron>& neurons) {
  std::vector<NeuronGroup> groups;
  for (std::size_t first = 0, end = 0; first < neurons.size(); first = end) {
    while (end < neurons.size() && equal_inner_layers(neurons[first], neurons[end])) ++end;
    NeuronGroup group{first, neurons[first].layers};
    Eigen::MatrixXd& last = group.layers.back();
    last.conservativeResize(static_cast<Eigen::Index>(end - first), Eigen::NoChange);
    for (std::size_t j = first; j < end; ++j) last.row(static_cast<Eigen::Index>(j - first)) = neurons[j].layers.back();
    groups.push_back(std::move(group));
  }
  return groups;
}

/// Rows [begin, begin + rows) of X as inputs of the first layer.
Eigen::MatrixXd first_inputs(const Network& network, const Eigen::Ref<const Eigen::MatrixXd>& X, Eigen::Index begin,
                             Eigen::Index rows) {
  Eigen::MatrixXd Z(rows, network.inputs());
  Z.leftCols(X.cols()) = data::apply(X.middleRows(begin, rows), network.preprocessing);
  if (network.bias) Z.rightCols(1).setOnes();
  return Z;
}

/// F += Z linear', input by input: the bits of a row do not depend on the others.
void add_linear(const Eigen::MatrixXd& Z, const Eigen::MatrixXd& linear, Eigen::Ref<Eigen::MatrixXd> F) {
  for (Eigen::Index k = 0; k < linear.rows(); ++k) {
    for (Eigen::Index input = 0; input < linear.cols(); ++input) F.col(k) += linear(k, input) * Z.col(input);
  }
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

Eigen::MatrixXd evaluate(const Network& network, const Eigen::Ref<const Eigen::MatrixXd>& X) {
  const auto groups = groups_of(network.neurons);
  Eigen::MatrixXd F = Eigen::MatrixXd::Zero(X.rows(), network.outputs());
  for (Eigen::Index begin = 0; begin < X.rows(); begin += block_rows) {
    const Eigen::Index rows = std::min(block_rows, X.rows() - begin);
    const Eigen::MatrixXd Z = first_inputs(network, X, begin, rows);
    add_linear(Z, network.linear, F.middleRows(begin, rows));
    const auto length = static_cast<std::size_t>(arrangements::pattern_words(rows));
    for (const auto& [first, layers] : groups) {
      const auto units = static_cast<std::size_t>(layers.back().rows());
      std::vector<std::uint64_t> patterns(units * length);
      arrangements::last_layer_patterns(Z, layers, patterns);
      for (std::size_t k = 0; k < units; ++k)
        add_pattern(patterns.data() + k * length, network.neurons[first + k].weight, F.middleRows(begin, rows));
    }
  }
  return F;
}

}  // namespace heaviside::network
