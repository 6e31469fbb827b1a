#include <nlohmann/json.hpp>

#include "heaviside/core/errors.hpp"
#include "heaviside/core/files.hpp"
#include "heaviside/data/checksum.hpp"
#include "heaviside/network/file.hpp"
#include "model_format.hpp"

namespace heaviside::network {
namespace {

using nlohmann::ordered_json;

std::string text_of(const ordered_json& value) {
  return value.dump(-1, ' ', false, ordered_json::error_handler_t::replace);  // names may be in any encoding
}

ordered_json json_of(const Eigen::VectorXd& vector) { return std::vector<double>(vector.begin(), vector.end()); }

ordered_json json_of(const Eigen::MatrixXd& matrix) {
  auto rows = ordered_json::array();
  for (Eigen::Index i = 0; i < matrix.rows(); ++i) rows.push_back(json_of(Eigen::VectorXd(matrix.row(i))));
  return rows;
}

ordered_json json_of(const Neuron& neuron) {
  auto layers = ordered_json::array();
  for (const auto& layer : neuron.layers) layers.push_back(json_of(layer));
  const ordered_json weight = neuron.weight.size() == 1 ? ordered_json(neuron.weight[0]) : json_of(neuron.weight);
  return {{"weight", weight}, {"layers", std::move(layers)}};
}

ordered_json json_of(const data::Encoding& encoding) {
  return {{"columns", encoding.columns},
          {"categories", encoding.categories},
          {"missing", missing_words.at(static_cast<std::size_t>(encoding.missing))},
          {"fill", encoding.fill}};
}

bool is_plain(const data::Encoding& encoding) {
  return encoding.categories.empty() && encoding.missing == data::Missing::refuse;
}

/// Everything but the neurons.
ordered_json head_of(const Network& network) {
  ordered_json head = {{"format", format_name},     {"version", format_version}, {"task", task_name(network.task)},
                       {"loss", network.loss},      {"beta", network.beta},      {"features", network.features},
                       {"classes", network.classes}};
  if (network.loss == "huber") head["huber_delta"] = network.huber_delta;
  if (network.class_weight != class_weight_words.front()) head["class_weight"] = network.class_weight;
  if (network.one_vs_rest) head["one_vs_rest"] = true;
  if (network.sample_weight) head["sample_weight"] = true;
  head["preprocessing"] = {{"mean", json_of(network.preprocessing.mean)},
                           {"scale", json_of(network.preprocessing.scale)}};
  if (!is_plain(network.encoding)) head["encoding"] = json_of(network.encoding);
  head["bias"] = network.bias;
  if (network.is_linear()) head["kind"] = linear_kind;
  return head;
}

bool is_finite(const Neuron& neuron) {
  bool finite = neuron.weight.allFinite();
  for (const auto& layer : neuron.layers) finite = finite && layer.allFinite();
  return finite;
}

void refuse_non_finite(const Network& network) {
  bool finite = std::isfinite(network.beta) && network.preprocessing.mean.allFinite() &&
                network.preprocessing.scale.allFinite() && network.linear.allFinite();
  for (const auto& neuron : network.neurons) finite = finite && is_finite(neuron);
  if (!finite) throw core::NumericalError("the network holds NaN or infinity and is not written");
}

std::string coefficients_of(const Network& network) {
  const auto& linear = network.linear;
  return "\"coefficients\": " + text_of(linear.rows() == 1 ? json_of(Eigen::VectorXd(linear.row(0))) : json_of(linear));
}

std::string neurons_of(const Network& network) {
  std::string text = "\"neurons\": [";
  const char* separator = "\n";
  for (const auto& neuron : network.neurons) {
    text += separator + text_of(json_of(neuron));
    separator = ",\n";
  }
  return text + "\n]";
}

}  // namespace

void write_model(const std::filesystem::path& path, const Network& network) {
  refuse_non_finite(network);
  std::string text = "{\n";
  const auto head = head_of(network);
  for (const auto& member : head.items()) text += "\"" + member.key() + "\": " + text_of(member.value()) + ",\n";
  text += network.is_linear() ? coefficients_of(network) : neurons_of(network);
  core::write_file(path, data::with_checksum(text + ","));
}

}  // namespace heaviside::network
