#include "heaviside/arrangements/subnetwork.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "heaviside/arrangements/hyperplanes.hpp"
#include "heaviside/arrangements/pattern.hpp"
#include "heaviside/arrangements/sampler.hpp"
#include "heaviside/core/random.hpp"

namespace {

using namespace heaviside;
using arrangements::SampledHyperplanes;
using arrangements::SubnetworkShape;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

MatrixXd normal(Index rows, Index columns, std::uint64_t seed) {
  MatrixXd matrix(rows, columns);
  core::normals(seed, 7, 0, {matrix.data(), static_cast<std::size_t>(matrix.size())});
  return matrix;
}

/// The definition, from the flat weights, unit by unit.
bool active(const SubnetworkShape& shape, const VectorXd& weights, const Eigen::RowVectorXd& z) {
  std::vector<double> inputs(z.begin(), z.end());
  std::vector<Index> widths = shape.widths;
  widths.push_back(1);
  Index next = 0;
  for (const Index width : widths) {
    std::vector<double> outputs;
    for (Index unit = 0; unit < width; ++unit) {
      double t = 0;
      for (const double input : inputs) t = std::fma(input, weights[next++], t);
      outputs.push_back(t >= 0 ? 1 : 0);
    }
    inputs = outputs;
  }
  REQUIRE(next == weights.size());
  return inputs[0] != 0;
}

bool bit(const std::vector<std::uint64_t>& words, Index n, Index pattern, Index i) {
  return (words[static_cast<std::size_t>(pattern * arrangements::pattern_words(n) + i / 64)] >> (i % 64) & 1) != 0;
}

}  // namespace

TEST_CASE("the weights of a subnetwork are its layers, one after the other, unit by unit") {
  const SubnetworkShape shape{2, {3, 2}};
  REQUIRE(shape.length() == 3 * 2 + 2 * 3 + 2);
  const auto layers = shape.layers(VectorXd::LinSpaced(14, 1, 14));
  REQUIRE(layers.size() == 3);
  CHECK(layers[0] == (MatrixXd(3, 2) << 1, 2, 3, 4, 5, 6).finished());
  CHECK(layers[1] == (MatrixXd(2, 3) << 7, 8, 9, 10, 11, 12).finished());
  CHECK(layers[2] == (MatrixXd(1, 2) << 13, 14).finished());
  CHECK(SubnetworkShape{5}.length() == 5);
  CHECK(SubnetworkShape{5}.layers(VectorXd::Ones(5)).size() == 1);
}

TEST_CASE("patterns of two, three and four layers are those of the definition, over blocks of rows") {
  for (const auto& widths : std::vector<std::vector<Index>>{{}, {5}, {1}, {6, 3}}) {
    const SubnetworkShape shape{3, widths};
    for (const Index n : {1, 64, 130, 4095, 4097, 8300}) {
      const MatrixXd Z = (2 * normal(n, 3, 1)).array().round() / 2;  // ties, equal rows
      const MatrixXd W = (2 * normal(shape.length(), 4, 2)).array().round() / 2;
      std::vector<std::uint64_t> words(static_cast<std::size_t>(4 * arrangements::pattern_words(n)));
      subnetwork_patterns(shape, Z, W, words);
      Index wrong = 0;
      for (Index k = 0; k < W.cols(); ++k) {
        for (Index i = 0; i < n; ++i) wrong += bit(words, n, k, i) != active(shape, W.col(k), Z.row(i));
      }
      CHECK(wrong == 0);
    }
  }
}

TEST_CASE("a deep subnetwork is a function of seed, layer and index; the first is always on") {
  const SampledHyperplanes few(5, 4, true, 10, {3, 2});
  const SampledHyperplanes many(5, 4, true, 1000, {3, 2});
  for (std::int64_t g = 0; g < 10; ++g) CHECK(few.weights(g) == many.weights(g));
  CHECK(few.weights(0) == VectorXd::Zero(few.length()));
  for (const std::int64_t g : {1, 7}) {
    const auto layers = few.shape().layers(few.weights(g));
    for (std::size_t l = 0; l < 3; ++l) {
      for (Index unit = 0; unit < layers[l].rows(); ++unit) {
        VectorXd expected(layers[l].cols());
        const auto index = static_cast<std::uint64_t>(g * layers[l].rows() + unit);
        core::normals(5, l + 1, index, {expected.data(), static_cast<std::size_t>(expected.size())});
        CHECK(layers[l].row(unit).transpose() == expected);
      }
    }
  }
  CHECK(SampledHyperplanes(5, 4, true, 10, {}).weights(3) == SampledHyperplanes(5, 4, true, 10).weights(3));
}

TEST_CASE("sampling deep subnetworks keeps those that are on somewhere, with the patterns of their weights") {
  const auto comm = core::Communicator::self();
  core::Log log(comm, true);
  const SampledHyperplanes source(8, 3, false, 900, {4});
  const MatrixXd Z = normal(70, 3, 3);
  const auto set = arrangements::sample_patterns(comm, Z, source, log);
  REQUIRE(set.size() > 100);
  CHECK(set.hyperplanes.front() == 0);
  Index wrong = 0;
  std::size_t next = 0;
  for (std::int64_t g = 0; g < 900; ++g) {
    bool on = false;
    for (Index i = 0; i < 70; ++i) on = on || active(source.shape(), source.weights(g), Z.row(i));
    const bool kept = next < set.hyperplanes.size() && set.hyperplanes[next] == g;
    wrong += on != kept;
    for (Index i = 0; kept && i < 70; ++i)
      wrong += bit(set.words, 70, static_cast<Index>(next), i) != active(source.shape(), source.weights(g), Z.row(i));
    if (kept) ++next;
  }
  CHECK(wrong == 0);
}

TEST_CASE("subnetworks that share their first layer have the patterns of the definition") {
  const MatrixXd Z = normal(5000, 3, 4);
  const MatrixXd last = normal(6, 5, 6);
  const arrangements::SharedFirstLayer source(normal(5, 3, 5), last);
  REQUIRE(source.count() == 6);
  MatrixXd W(source.length(), 8);
  for (Index k = 0; k < 6; ++k) W.col(k) = source.weights(k);
  W.rightCols(2) = normal(source.length(), 2, 7);  // others
  CHECK(source.shape().layers(W.col(2)).back() == last.row(2));
  std::vector<std::uint64_t> words(static_cast<std::size_t>(8 * arrangements::pattern_words(5000)));
  subnetwork_patterns(source.shape(), Z, W, words);
  Index wrong = 0;
  for (Index k = 0; k < 8; ++k) {
    for (Index i = 0; i < 5000; ++i) wrong += bit(words, 5000, k, i) != active(source.shape(), W.col(k), Z.row(i));
  }
  CHECK(wrong == 0);
}
