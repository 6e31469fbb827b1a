#include "heaviside/arrangements/subnetwork.hpp"

#include <algorithm>

#include "heaviside/arrangements/pattern.hpp"

namespace heaviside::arrangements {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr Index word_bits = 64;
constexpr Index block_rows = 64 * word_bits;  // whose inner bits are numbers at once

/// The bits of `units` packed units as numbers: n x units.
MatrixXd unpacked(std::span<const std::uint64_t> words, Index n, Index units) {
  MatrixXd outputs(n, units);
  for (Index unit = 0; unit < units; ++unit) {
    const auto pattern = words.subspan(static_cast<std::size_t>(unit * pattern_words(n)));
    for (Index i = 0; i < n; ++i) {
      const auto word = pattern[static_cast<std::size_t>(i / word_bits)];
      outputs(i, unit) = static_cast<double>(word >> (i % word_bits) & 1);
    }
  }
  return outputs;
}

/// How many subnetworks from column k on have the inner layers of that one.
Index equal_inner_layers(const MatrixXd& W, Index last_inputs, Index k) {
  const Index inner = W.rows() - last_inputs;
  Index end = k + 1;
  while (end < W.cols() && W.col(end).head(inner) == W.col(k).head(inner)) ++end;
  return end - k;
}

}  // namespace

Index SubnetworkShape::length() const {
  Index length = 0;
  Index from = inputs;
  for (const Index width : widths) {
    length += width * from;
    from = width;
  }
  return length + from;
}

std::vector<MatrixXd> SubnetworkShape::layers(const VectorXd& weights) const {
  using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  std::vector<MatrixXd> layers;
  const double* next = weights.data();
  Index from = inputs;
  const auto add = [&](Index units) {
    layers.emplace_back(Eigen::Map<const RowMajor>(next, units, from));
    next += units * from;
    from = units;
  };
  for (const Index width : widths) add(width);
  add(1);
  return layers;
}

MatrixXd layer_outputs(const MatrixXd& Z, std::span<const MatrixXd> layers) {
  MatrixXd outputs;
  for (const MatrixXd& layer : layers) {
    const MatrixXd& inputs = &layer == layers.data() ? Z : outputs;
    std::vector<std::uint64_t> words(static_cast<std::size_t>(layer.rows() * pattern_words(Z.rows())));
    threshold_patterns(inputs, layer.transpose(), words);
    outputs = unpacked(words, Z.rows(), layer.rows());
  }
  return outputs;
}

void last_layer_patterns(const MatrixXd& Z, std::span<const MatrixXd> layers, std::span<std::uint64_t> words) {
  const auto inner = layers.first(layers.size() - 1);
  const MatrixXd last = layers.back().transpose();
  if (inner.empty()) return threshold_patterns(Z, last, words);
  const auto length = static_cast<std::size_t>(pattern_words(Z.rows()));
  for (Index begin = 0; begin < Z.rows(); begin += block_rows) {
    const Index rows = std::min(block_rows, Z.rows() - begin);
    const auto part = static_cast<std::size_t>(pattern_words(rows));
    std::vector<std::uint64_t> block(static_cast<std::size_t>(last.cols()) * part);
    threshold_patterns(layer_outputs(Z.middleRows(begin, rows), inner), last, block);
    for (std::size_t unit = 0; unit * part < block.size(); ++unit)
      std::copy_n(&block[unit * part], part, &words[unit * length + static_cast<std::size_t>(begin / word_bits)]);
  }
}

void subnetwork_patterns(const SubnetworkShape& shape, const MatrixXd& Z, const MatrixXd& W,
                         std::span<std::uint64_t> words) {
  if (!shape.deep()) return threshold_patterns(Z, W, words);
  const auto length = static_cast<std::size_t>(pattern_words(Z.rows()));
  const Index inputs = shape.widths.back();  // of the last unit
  for (Index k = 0; k < W.cols();) {
    const Index same = equal_inner_layers(W, inputs, k);
    auto layers = shape.layers(W.col(k));
    layers.back() = W.block(W.rows() - inputs, k, inputs, same).transpose();
    last_layer_patterns(Z, layers,
                        words.subspan(static_cast<std::size_t>(k) * length, static_cast<std::size_t>(same) * length));
    k += same;
  }
}

}  // namespace heaviside::arrangements
