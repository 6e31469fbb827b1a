#include <cmath>
#include <vector>

#include "readers.hpp"
#include "text.hpp"

namespace heaviside::data {

Eigen::VectorXd read_weights(const File& file, Eigen::Index rows, const std::string& data) {
  std::vector<double> weights;
  for (Lines lines(file.bytes()); lines.next();) {
    const auto weight = parse_number(trimmed(lines.text()));
    if (!weight || !std::isfinite(*weight) || *weight <= 0)
      refuse(file, lines.number(), 1, "expected the weight of a row, a number over 0, found " + shown(lines.text()));
    weights.push_back(*weight);
  }
  if (std::ssize(weights) != rows)
    refuse(file, "expected " + std::to_string(rows) + " weights, one for each row of " + data + ", found " +
                     std::to_string(weights.size()));
  return Eigen::Map<const Eigen::VectorXd>(weights.data(), rows);
}

}  // namespace heaviside::data
