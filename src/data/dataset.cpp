#include "heaviside/data/dataset.hpp"

#include "heaviside/data/held_once.hpp"

namespace heaviside::data {
namespace {

/// Some rows of all but X.
Table select_labels(const Table& table, std::span<const Eigen::Index> rows) {
  Table part;
  part.features = table.features;
  part.classes = table.classes;
  part.encoding = table.encoding;
  part.sha256 = table.sha256;
  part.name = table.name;
  if (table.weights.size() > 0) part.weights = table.weights(rows);
  if (table.labelled()) {
    for (const Eigen::Index i : rows) part.labels.push_back(table.labels[static_cast<std::size_t>(i)]);
  }
  return part;
}

}  // namespace

Table select_rows(const Table& table, std::span<const Eigen::Index> rows) {
  Table part = select_labels(table, rows);
  part.X = table.X(rows, Eigen::all);
  return part;
}

Table select_rows(const core::Nodes& nodes, const Table& table, std::span<const Eigen::Index> rows) {
  Table part = select_labels(table, rows);
  part.X = held_once(nodes, std::ssize(rows), table.X.cols(), [&](auto& X) { X = table.X(rows, Eigen::all); });
  return part;
}

}  // namespace heaviside::data
