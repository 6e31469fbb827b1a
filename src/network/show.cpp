#include "heaviside/network/show.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <span>

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

/// Weights of the first layer's inputs in the raw features: w'(x - mean)/scale + b = sum_k (w_k/scale_k) x_k + b -
/// sum_k w_k mean_k/scale_k.
struct RawWeights {
  Eigen::VectorXd weights;
  double constant;
};

RawWeights raw_weights(const Network& network, const Eigen::VectorXd& inputs) {
  const Eigen::Index d = network.preprocessing.mean.size();
  const Eigen::VectorXd raw = inputs.head(d).cwiseQuotient(network.preprocessing.scale);
  return {raw, (network.bias ? inputs[d] : 0) - raw.dot(network.preprocessing.mean)};
}

std::string first_layer_condition(const Network& network, const Eigen::VectorXd& unit) {
  const auto [raw, constant] = raw_weights(network, unit);
  return condition(raw, constant, network.features);
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

/// "     +1.5  what it is the weight of"; a number for each output.
std::string weighted(const Eigen::VectorXd& weight, const std::string& what) {
  std::string line;
  for (const double value : weight) {
    char text[32];
    std::snprintf(text, sizeof text, "%12s", six_digits(value, true).c_str());
    line += text;
  }
  return line + "  " + what + "\n";
}

/// Of a linear model.
struct RawModel {
  Eigen::MatrixXd weights;    // d x K
  Eigen::VectorXd constants;  // K
};

RawModel raw_model(const Network& network) {
  RawModel model{Eigen::MatrixXd(std::ssize(network.features), network.linear.rows()), {}};
  model.constants.resize(network.linear.rows());
  for (Eigen::Index k = 0; k < network.linear.rows(); ++k) {
    const auto [weights, constant] = raw_weights(network, network.linear.row(k));
    model.weights.col(k) = weights;
    model.constants[k] = constant;
  }
  return model;
}

/// The neuron's line, and below it a line for every unit of its inner layers.
std::string show_neuron(const Network& network, const Neuron& neuron) {
  const std::size_t last = neuron.layers.size() - 1;
  std::string text = weighted(neuron.weight, unit_condition(network, neuron, last, 0));
  for (std::size_t layer = last; layer-- > 0;) {
    for (Eigen::Index unit = 0; unit < neuron.layers[layer].rows(); ++unit) {
      text += "                " + unit_name(layer, unit) + "  " + unit_condition(network, neuron, layer, unit) + "\n";
    }
  }
  return text;
}

std::string headline(const Network& network) {
  const std::string size = std::to_string(network.neurons.size());
  const std::string kind =
      network.is_linear() ? " linear model" : " network of " + size + (size == "1" ? " neuron" : " neurons");
  std::string text =
      task_name(network.task) + kind + ", " + network.loss + " loss, beta " + six_digits(network.beta) + "\n";
  if (network.task == data::Task::binary) {
    text += "class " + network.classes[1] + " where f >= 0, else " + network.classes[0] + "\n";
  }
  if (network.task == data::Task::multiclass) {
    std::string names;
    for (const auto& name : network.classes) names += (names.empty() ? "" : ", ") + name;
    text += "the class of the largest f, in this order: " + names + "\n";
  }
  return text + "f = sum of\n";
}

}  // namespace

std::string show(const Network& network, std::int64_t limit) {
  const RawModel raw = network.is_linear() ? raw_model(network) : RawModel{};
  const std::size_t count = network.is_linear() ? network.features.size() : network.neurons.size();
  const auto size_of = [&](std::size_t k) {
    const auto row = static_cast<Eigen::Index>(k);
    return network.is_linear() ? network.linear.col(row).norm() : network.neurons[k].weight.norm();
  };
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return size_of(a) > size_of(b); });
  const std::size_t shown = std::min(count, static_cast<std::size_t>(std::max<std::int64_t>(limit, 0)));
  std::string text = headline(network);
  for (const std::size_t k : std::span(order).first(shown)) {
    text += network.is_linear() ? weighted(raw.weights.row(static_cast<Eigen::Index>(k)), network.features[k])
                                : show_neuron(network, network.neurons[k]);
  }
  if (shown < count) text += "and " + std::to_string(count - shown) + " more\n";
  return text + (network.is_linear() ? weighted(raw.constants, "always") : "");
}

}  // namespace heaviside::network
