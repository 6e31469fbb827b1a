#include "heaviside/data/dataset.hpp"

namespace heaviside::data {

Table select_rows(const Table& table, std::span<const Eigen::Index> rows) {
  Table part;
  part.features = table.features;
  part.classes = table.classes;
  part.encoding = table.encoding;
  part.sha256 = table.sha256;
  part.name = table.name;
  part.X = table.X(rows, Eigen::all);
  if (table.labelled()) {
    for (const Eigen::Index i : rows) part.labels.push_back(table.labels[static_cast<std::size_t>(i)]);
  }
  return part;
}

}  // namespace heaviside::data
