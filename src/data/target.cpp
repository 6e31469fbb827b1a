#include "heaviside/data/target.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "heaviside/core/errors.hpp"
#include "heaviside/data/classes.hpp"
#include "text.hpp"

namespace heaviside::data {
namespace {

using Texts = std::vector<std::string>;

constexpr std::size_t most_automatic_classes = 20;

[[noreturn]] void refuse(const Table& table, const std::string& what) {
  throw core::InputError(table.name + ": " + what);
}

Texts distinct_labels(const Table& table) {
  if (!table.classes.empty()) return table.classes;
  std::set<std::string> found;
  for (const auto& label : table.labels) found.insert(canonical_label(label));
  Texts labels(found.begin(), found.end());
  sort_texts(labels);
  return labels;
}

bool is_number(const std::string& text) { return parse_number(text).has_value(); }

bool is_integer(const std::string& text) {
  const auto number = parse_number(text);
  return number && *number == std::floor(*number);
}

Task decide(const Table& table, const Texts& distinct) {
  if (distinct.size() == 2) return Task::binary;
  const bool few = distinct.size() <= most_automatic_classes;
  const bool numbers = std::any_of(distinct.begin(), distinct.end(), is_number);
  if (!numbers && few) return Task::multiclass;
  if (!numbers) {
    refuse(table,
           "found " + std::to_string(distinct.size()) +
               " distinct text labels: say --task multiclass if they are classes, or --label for another column");
  }
  if (few && std::all_of(distinct.begin(), distinct.end(), is_integer)) return Task::multiclass;
  return Task::regression;  // which refuses text among the numbers
}

std::string describe(const Target& target) {
  switch (target.task) {
    case Task::binary:
      return "binary, +1 is label " + shown(target.classes[1]) + ", -1 is label " + shown(target.classes[0]);
    case Task::multiclass:
      return "multiclass, " + std::to_string(target.classes.size()) + " classes";
    default:
      return "regression";
  }
}

Eigen::VectorXd numbers_of(const Table& table) {
  Eigen::VectorXd y(static_cast<Eigen::Index>(table.labels.size()));
  for (std::size_t i = 0; i < table.labels.size(); ++i) {
    const auto number = parse_number(table.labels[i]);
    if (!number) {
      refuse(table, "expected a number as label of row " + std::to_string(i + 1) + ", found " + shown(table.labels[i]) +
                        " (for classes say --task multiclass)");
    }
    y[static_cast<Eigen::Index>(i)] = *number;
  }
  return y;
}

}  // namespace

Target interpret(const Table& table, Task requested, core::Log& log) {
  if (!table.labelled()) refuse(table, "expected labels, found none");
  const Texts distinct = distinct_labels(table);
  if (distinct.size() == 1) {
    refuse(table, "every label is " + shown(distinct[0]) + ": expected at least two different labels");
  }
  if (requested == Task::binary && distinct.size() != 2) {
    refuse(table, "--task binary: expected two different labels, found " + std::to_string(distinct.size()));
  }
  Target target;
  target.task = requested == Task::automatic ? decide(table, distinct) : requested;
  if (target.task != Task::regression) target.classes = distinct;
  target.y = encode(table, target.task, target.classes);
  log.note("task: " + describe(target));
  return target;
}

Eigen::VectorXd wanted_outputs(const Target& target, const Eigen::VectorXd& y, double other) {
  if (target.outputs() == 1) return y;
  Eigen::MatrixXd outputs(y.size(), target.outputs());
  for (Eigen::Index k = 0; k < outputs.cols(); ++k)
    outputs.col(k) = (y.array() == static_cast<double>(k)).select(1.0, Eigen::VectorXd::Constant(y.size(), other));
  return outputs.reshaped();
}

Eigen::VectorXd encode(const Table& table, Task task, const std::vector<std::string>& classes) {
  if (task == Task::regression) return numbers_of(table);
  Eigen::VectorXd y(static_cast<Eigen::Index>(table.labels.size()));
  for (std::size_t i = 0; i < table.labels.size(); ++i) {
    const int k = class_of(table.labels[i], classes);
    if (k < 0) {
      refuse(table, "expected a label among " + shown(classes) + " in row " + std::to_string(i + 1) + ", found " +
                        shown(table.labels[i]));
    }
    y[static_cast<Eigen::Index>(i)] = task == Task::binary ? 2 * k - 1 : k;
  }
  return y;
}

}  // namespace heaviside::data
