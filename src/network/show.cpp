#include "heaviside/network/show.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>

namespace heaviside::network {
namespace {

std::string six_digits(double value, bool sign = false) {
  char text[32];
  std::snprintf(text, sizeof text, sign ? "%+.6g" : "%.6g", value);
  return text;
}

/// "1.2 age - 0.3 bmi + 4.1 >= 0"; "always" or "never" where no input counts.
std::string condition(const Eigen::VectorXd& weights, double constant, const std::vector<std::string>& inputs) {
  std::string text;
  const auto add = [&](double value, const std::string& name) {
    if (value == 0) return;
    const char* sign = value < 0 ? (text.empty() ? "-" : " - ") : (text.empty() ? "" : " + ");
    text += sign + six_digits(std::abs(value)) + (name.empty() ? "" : " " + name);
  };
  for (Eigen::Index k = 0; k < weights.size(); ++k) add(weights[k], inputs[static_cast<std::size_t>(k)]);
  if (text.empty()) return constant >= 0 ? "always" : "never";
  add(constant, "");
  return "if  " + text + " >= 0";
}

/// A first-layer unit in the raw features: w'(x - mean)/scale + b = sum_k (w_k/scale_k) x_k + b - sum_k w_k
/// mean_k/scale_k.
std::string first_layer_condition(const Network& network, const Eigen::VectorXd& unit) {
  const Eigen::Index d = network.preprocessing.mean.size();
  const Eigen::VectorXd raw = unit.head(d).cwiseQuotient(network.preprocessing.scale);
  const double bias = network.bias ? unit[d] : 0;
  return condition(raw, bias - raw.dot(network.preprocessing.mean), network.features);
}

std::string unit_name(std::size_t layer, Eigen::Index unit) {
  return "h" + std::to_string(layer + 1) + "." + std::to_string(unit + 1);
}

/// The condition of a unit of layer `layer` (from 0).
std::string unit_condition(const Network& network, const Neuron& neuron, std::size_t layer, Eigen::Index unit) {
  const Eigen::VectorXd weights = neuron.layers[layer].row(unit);
  if (layer == 0) return first_layer_condition(network, weights);
  std::vector<std::string> inputs;
  for (Eigen::Index k = 0; k < weights.size(); ++k) inputs.push_back(unit_name(layer - 1, k));
  return condition(weights, 0, inputs);
}

/// The neuron's line, and below it a line for every unit of its inner layers.
std::string show_neuron(const Network& network, const Neuron& neuron) {
  const std::size_t last = neuron.layers.size() - 1;
  char weight[32];
  std::snprintf(weight, sizeof weight, "%12s", six_digits(neuron.weight, true).c_str());
  std::string text = weight + ("  " + unit_condition(network, neuron, last, 0)) + "\n";
  for (std::size_t layer = last; layer-- > 0;) {
    for (Eigen::Index unit = 0; unit < neuron.layers[layer].rows(); ++unit) {
      text += "                " + unit_name(layer, unit) + "  " + unit_condition(network, neuron, layer, unit) + "\n";
    }
  }
  return text;
}

std::string headline(const Network& network) {
  const std::string size = std::to_string(network.neurons.size());
  std::string text = task_name(network.task) + " network of " + size + (size == "1" ? " neuron" : " neurons") + ", " +
                     network.loss + " loss, beta " + six_digits(network.beta) + "\n";
  if (network.task == data::Task::binary) {
    text += "class " + network.classes[1] + " where f >= 0, else " + network.classes[0] + "\n";
  }
  return text + "f = sum of\n";
}

}  // namespace

std::string show(const Network& network, std::int64_t limit) {
  const auto& neurons = network.neurons;
  std::vector<std::size_t> order(neurons.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::abs(neurons[a].weight) > std::abs(neurons[b].weight);
  });
  const std::size_t shown = std::min(neurons.size(), static_cast<std::size_t>(std::max<std::int64_t>(limit, 0)));
  std::string text = headline(network);
  for (std::size_t k = 0; k < shown; ++k) text += show_neuron(network, neurons[order[k]]);
  if (shown < neurons.size()) text += "and " + std::to_string(neurons.size() - shown) + " more\n";
  return text;
}

}  // namespace heaviside::network
