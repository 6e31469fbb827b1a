#include "heaviside/pipeline/predict.hpp"

#include <array>
#include <charconv>
#include <cstdio>
#include <numeric>

#include "heaviside/data/split.hpp"
#include "heaviside/data/target.hpp"
#include "heaviside/network/file.hpp"
#include "heaviside/network/metrics.hpp"

namespace heaviside::pipeline {
namespace {

using Eigen::Index;

/// The shortest text that reads back as the same double.
std::string text_of(double value) {
  std::array<char, 32> digits;
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  return {digits.data(), result.ptr};
}

std::string quoted(const std::string& field) {
  if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
  std::string text = "\"";
  for (const char c : field) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + '"';
}

data::Table read_rows(const core::Communicator& comm, const PredictOptions& options, const network::Network& network,
                      core::Log& log) {
  data::ReadOptions reading = options.data;
  reading.like = &network.encoding;
  reading.expected_features = network.features;
  return data::read_table(comm, reading, log);
}

/// All rows, or those that were held out.
std::vector<Index> chosen_rows(const PredictOptions& options, Index n) {
  if (options.split) return data::split(n, *options.split, options.seed).test;
  std::vector<Index> all(static_cast<std::size_t>(n));
  std::iota(all.begin(), all.end(), Index{0});
  return all;
}

}  // namespace

Prediction predict(const core::Communicator& comm, const PredictOptions& options, core::Log& log) {
  const network::Network network = network::read_model(comm, options.model);
  data::Table table = read_rows(comm, options, network, log);
  Prediction prediction;
  prediction.rows = chosen_rows(options, table.X.rows());
  if (options.split) table = data::select_rows(core::Nodes(comm), table, prediction.rows);
  prediction.output = evaluate(comm, network, table.X);
  prediction.labels = table.labels;
  if (network.outputs() > 1) prediction.outputs = network.classes;
  if (network.task != data::Task::regression) {
    for (const double k : network::predicted_classes(prediction.output))
      prediction.predicted.push_back(network.classes[k > 0 ? static_cast<std::size_t>(k) : 0]);
  }
  if (table.labelled())
    prediction.scores = score(network.task, prediction.output, data::encode(table, network.task, network.classes));
  return prediction;
}

std::string to_csv(const Prediction& prediction) {
  const bool classes = !prediction.predicted.empty();
  const bool labelled = !prediction.labels.empty();
  std::string text = "row";
  if (prediction.outputs.empty()) text += ",output";
  for (const auto& name : prediction.outputs) text += "," + quoted("output " + name);
  text += classes ? ",predicted" : "";
  text += labelled ? ",label\n" : "\n";
  for (std::size_t i = 0; i < prediction.rows.size(); ++i) {
    text += std::to_string(prediction.rows[i]);
    for (const double f : prediction.output.row(static_cast<Index>(i))) text += "," + text_of(f);
    if (classes) text += "," + quoted(prediction.predicted[i]);
    if (labelled) text += "," + quoted(prediction.labels[i]);
    text += "\n";
  }
  return text;
}

std::string to_text(const Scores& scores) {
  std::string text;
  const auto add = [&](const char* name, const std::optional<double>& value) {
    if (!value) return;
    std::array<char, 64> line;
    std::snprintf(line.data(), line.size(), "%-18s %.6g\n", name, *value);
    text += line.data();
  };
  add("accuracy", scores.accuracy);
  add("balanced accuracy", scores.balanced_accuracy);
  add("auc", scores.auc);
  add("rmse", scores.rmse);
  return text;
}

}  // namespace heaviside::pipeline
