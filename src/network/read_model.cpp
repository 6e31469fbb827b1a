#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "heaviside/core/errors.hpp"
#include "heaviside/core/files.hpp"
#include "heaviside/data/checksum.hpp"
#include "heaviside/network/file.hpp"
#include "heaviside/solver/losses.hpp"
#include "json_cursor.hpp"
#include "model_format.hpp"

namespace heaviside::network {
namespace {

nlohmann::json parse(const std::string& file, const std::string& text) {
  try {
    return nlohmann::json::parse(text);
  } catch (const nlohmann::json::exception& error) {
    const std::string what = error.what();  // "[json.exception.parse_error.101] parse error at line 1, column 1: ..."
    throw core::InputError(file + ": not a model file: " + what.substr(what.find(']') + 2));
  }
}

void check_format(const JsonCursor& top) {
  if (top.at("format").text() != format_name) top.at("format").refuse("\"" + format_name + "\"");
  if (top.at("version").number() != format_version) {
    top.at("version").refuse(std::to_string(format_version) + ", the version that this program knows");
  }
}

double positive_number(const JsonCursor& cursor) {
  const double value = cursor.number();
  if (!(value > 0)) cursor.refuse("a number over 0");
  return value;
}

data::Task read_task(const JsonCursor& cursor) {
  const std::vector<data::Task> tasks = {data::Task::binary, data::Task::multiclass, data::Task::regression};
  std::vector<std::string> words;
  for (const auto task : tasks) words.push_back(task_name(task));
  const std::string word = cursor.word(words);
  return tasks[static_cast<std::size_t>(std::ranges::find(words, word) - words.begin())];
}

std::vector<std::string> read_classes(const JsonCursor& cursor, data::Task task) {
  const auto classes = cursor.texts();
  const bool more = task == data::Task::multiclass;
  const std::size_t expected = task == data::Task::regression ? 0 : 2;
  if (more ? classes.size() < expected : classes.size() != expected)
    cursor.refuse("an array of " + std::to_string(expected) + (more ? " or more" : ""));
  std::set<std::string> seen;
  for (const auto& name : classes) {
    if (!seen.insert(name).second) cursor.refuse("different classes", "\"" + name + "\" twice");
  }
  return classes;
}

Eigen::VectorXd read_vector(const JsonCursor& cursor, Eigen::Index size) {
  const Eigen::VectorXd vector = cursor.numbers();
  if (vector.size() != size) cursor.refuse("an array of " + std::to_string(size));
  return vector;
}

data::Preprocessing read_preprocessing(const JsonCursor& cursor, Eigen::Index features) {
  data::Preprocessing preprocessing{read_vector(cursor.at("mean"), features),
                                    read_vector(cursor.at("scale"), features)};
  for (Eigen::Index k = 0; k < features; ++k) positive_number(cursor.at("scale").at(static_cast<std::size_t>(k)));
  return preprocessing;
}

/// Features that the encoding makes of the columns.
std::size_t encoded_features(const data::Encoding& encoding) {
  std::size_t features = 0;
  for (const auto& column : encoding.columns) {
    const auto one_hot = encoding.categories.find(column);
    features += one_hot == encoding.categories.end() ? 1 : one_hot->second.size();
  }
  return features;
}

data::Encoding read_encoding(const JsonCursor& top, const std::vector<std::string>& features) {
  if (!top.has("encoding")) return {.columns = features, .categories = {}, .fill = {}};
  const JsonCursor cursor = top.at("encoding");
  data::Encoding encoding;
  encoding.columns = cursor.at("columns").texts();
  for (const auto& column : cursor.at("categories").keys()) {
    const JsonCursor categories = cursor.at("categories").at(column);
    encoding.categories[column] = categories.texts();
    if (std::find(encoding.columns.begin(), encoding.columns.end(), column) == encoding.columns.end()) {
      categories.refuse("the name of one of the columns", "\"" + column + "\"");
    }
  }
  const std::string missing = cursor.at("missing").word(missing_words);
  encoding.missing = static_cast<data::Missing>(std::find(missing_words.begin(), missing_words.end(), missing) -
                                                missing_words.begin());
  const bool filled = encoding.missing == data::Missing::mean;
  const auto fill = read_vector(cursor.at("fill"), filled ? static_cast<Eigen::Index>(features.size()) : 0);
  encoding.fill.assign(fill.begin(), fill.end());
  if (encoded_features(encoding) != features.size()) {
    cursor.refuse("columns and categories that make " + std::to_string(features.size()) + " features",
                  std::to_string(encoded_features(encoding)));
  }
  return encoding;
}

Eigen::MatrixXd read_layer(const JsonCursor& cursor, Eigen::Index inputs) {
  if (cursor.size() == 0) cursor.refuse("a row of weights a unit");
  Eigen::MatrixXd layer(static_cast<Eigen::Index>(cursor.size()), inputs);
  for (std::size_t i = 0; i < cursor.size(); ++i) {
    layer.row(static_cast<Eigen::Index>(i)) = read_vector(cursor.at(i), inputs);
  }
  return layer;
}

Eigen::MatrixXd read_coefficients(const JsonCursor& cursor, Eigen::Index outputs, Eigen::Index inputs) {
  if (outputs == 1) return read_vector(cursor, inputs).transpose();
  Eigen::MatrixXd coefficients = read_layer(cursor, inputs);
  if (coefficients.rows() != outputs) cursor.refuse("an array of " + std::to_string(outputs));
  return coefficients;
}

Neuron read_neuron(const JsonCursor& cursor, Eigen::Index inputs, Eigen::Index outputs) {
  Neuron neuron;
  const JsonCursor weight = cursor.at("weight");
  neuron.weight = outputs == 1 ? Eigen::VectorXd::Constant(1, weight.number()) : read_vector(weight, outputs);
  const JsonCursor layers = cursor.at("layers");
  if (layers.size() == 0) layers.refuse("at least one layer");
  for (std::size_t l = 0; l < layers.size(); ++l) {
    neuron.layers.push_back(read_layer(layers.at(l), inputs));
    inputs = neuron.layers.back().rows();
  }
  if (inputs != 1) layers.at(layers.size() - 1).refuse("one unit in the last layer", std::to_string(inputs));
  return neuron;
}

}  // namespace

Network read_model(const core::Communicator& comm, const std::filesystem::path& path) {
  const std::string file = path.string();
  const std::string text = core::read_text(comm, path);
  const nlohmann::json json = parse(file, text);
  const JsonCursor top(file, json);
  check_format(top);
  data::check_checksum(file, text, json.contains(data::checksum_name));

  Network network;
  network.task = read_task(top.at("task"));
  network.loss = top.at("loss").word(solver::loss_words);
  if (network.loss == "huber") network.huber_delta = positive_number(top.at("huber_delta"));
  if (top.has("class_weight")) network.class_weight = top.at("class_weight").word(class_weight_words);
  if (top.has("one_vs_rest")) network.one_vs_rest = top.at("one_vs_rest").boolean();
  if (top.has("sample_weight")) network.sample_weight = top.at("sample_weight").boolean();
  network.beta = positive_number(top.at("beta"));
  network.features = top.at("features").texts();
  network.classes = read_classes(top.at("classes"), network.task);
  const auto features = static_cast<Eigen::Index>(network.features.size());
  network.preprocessing = read_preprocessing(top.at("preprocessing"), features);
  network.encoding = read_encoding(top, network.features);
  network.bias = top.at("bias").boolean();
  if (top.has("kind")) {
    top.at("kind").word({linear_kind});
    network.linear = read_coefficients(top.at("coefficients"), network.outputs(), network.inputs());
    return network;
  }
  const JsonCursor neurons = top.at("neurons");
  for (std::size_t j = 0; j < neurons.size(); ++j)
    network.neurons.push_back(read_neuron(neurons.at(j), network.inputs(), network.outputs()));
  return network;
}

}  // namespace heaviside::network
