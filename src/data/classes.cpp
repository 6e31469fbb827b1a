#include "heaviside/data/classes.hpp"

#include <algorithm>
#include <set>

#include "heaviside/core/errors.hpp"
#include "text.hpp"

namespace heaviside::data {
namespace {

using Texts = std::vector<std::string>;

const std::string rest = "rest";
const std::string rest_name = "any other";
const std::string conjunction = " or ";

Texts parts_of(const std::string& text, const std::string& separator) {
  Texts parts;
  std::size_t begin = 0;
  for (std::size_t end; (end = text.find(separator, begin)) != std::string::npos; begin = end + separator.size())
    parts.push_back(text.substr(begin, end - begin));
  parts.push_back(text.substr(begin));
  return parts;
}

/// "0+2+4" -> "0 or 2 or 4".
std::string name_of(const std::string& written) {
  if (written == rest) return rest_name;
  std::string name;
  for (const auto& label : parts_of(written, "+")) name += (name.empty() ? "" : conjunction) + canonical_label(label);
  return name;
}

void refuse_repeated(const Texts& names) {
  std::set<std::string> seen;
  for (const auto& name : names) {
    for (const auto& label : parts_of(name, conjunction)) {
      if (label.empty()) throw core::InputError("--classes: expected labels with + between them, found an empty one");
      if (!seen.insert(label).second)
        throw core::InputError("--classes: the label " + shown(label) + " is named twice");
    }
  }
}

void refuse_absent(const Table& table, const Texts& names) {
  std::set<std::string> found;
  for (const auto& label : table.labels) found.insert(canonical_label(label));
  for (const auto& name : names) {
    if (name == rest_name) continue;
    for (const auto& label : parts_of(name, conjunction)) {
      if (!found.contains(label))
        throw core::InputError(table.name + ": --classes: no row has the label " + shown(label));
    }
  }
}

}  // namespace

TwoClasses against_rest(const Texts& written, const Texts& names, std::size_t k) {
  if (written.empty()) return {{rest, names[k]}, {rest_name, names[k]}};
  if (written[k] != rest && std::ranges::find(written, rest) != written.end())
    return {{rest, written[k]}, {rest_name, names[k]}};
  std::string others;
  for (std::size_t other = 0; other < written.size(); ++other) {
    if (other != k) others += (others.empty() ? "" : "+") + written[other];
  }
  return {{others, written[k]}, {name_of(others), names[k]}};
}

std::string canonical_label(const std::string& label) {
  const auto number = parse_number(label);
  return number ? shortest_text(*number + 0.0) : label;  // + 0.0: -0 is 0
}

int class_of(const std::string& label, const Texts& classes) {
  const std::string wanted = canonical_label(label);
  const auto place = [&](auto found) {
    return found == classes.end() ? -1 : static_cast<int>(found - classes.begin());
  };
  const int named =
      place(std::ranges::find_if(classes, [&](const auto& name) { return canonical_label(name) == wanted; }));
  if (named >= 0) return named;
  const int member = place(std::ranges::find_if(classes, [&](const auto& name) {
    const Texts labels = parts_of(name, conjunction);
    return labels.size() > 1 && std::ranges::find(labels, wanted) != labels.end();
  }));
  return member >= 0 ? member : place(std::ranges::find(classes, rest_name));
}

Table take_classes(Table table, const Texts& classes, bool all) {
  if (!table.labelled()) return table;
  if (classes.size() < 2) throw core::InputError("--classes: expected at least two, as 0,1 or 0+2+4,rest");
  Texts names;
  for (const auto& written : classes) names.push_back(name_of(written));
  refuse_repeated(names);
  if (all) refuse_absent(table, names);
  std::vector<Eigen::Index> kept;
  for (std::size_t i = 0; i < table.labels.size(); ++i) {
    if (class_of(table.labels[i], names) >= 0) kept.push_back(static_cast<Eigen::Index>(i));
  }
  if (kept.size() < table.labels.size()) table = select_rows(table, kept);
  if (kept.empty()) throw core::InputError(table.name + ": --classes: no row is in one of the classes");
  for (auto& label : table.labels) label = names[static_cast<std::size_t>(class_of(label, names))];
  for (const auto& name : names) {
    if (all && std::ranges::find(table.labels, name) == table.labels.end())
      throw core::InputError(table.name + ": --classes: no row is in the class " + shown(name));
  }
  table.classes = std::move(names);
  return table;
}

}  // namespace heaviside::data
