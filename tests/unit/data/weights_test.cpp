#include <catch2/catch.hpp>

#include "heaviside/core/node.hpp"
#include "reading.hpp"

using heaviside::data::ReadOptions;

namespace {

const std::string table = "1,0\n2,1\n3,0\n";

ReadOptions with_weights(const reading::TemporaryFile& weights) {
  ReadOptions options;
  options.weights_file = weights.path();
  return options;
}

std::string refusal_of(const std::string& content) {
  const reading::TemporaryFile weights("weights.txt", content);
  std::string message = reading::refusal_of_text(table, with_weights(weights));
  const auto at = message.find(weights.path());
  if (at != std::string::npos) message.replace(at, weights.path().size(), "WEIGHTS");
  return message;
}

}  // namespace

TEST_CASE("rows have the weights of the file's lines, and keep them where others are left out") {
  const reading::TemporaryFile weights("weights.txt", "1\n 0.25 \r\n3e2\n");
  auto options = with_weights(weights);
  CHECK(reading::read_text(table, options).weights == Eigen::Vector3d(1, 0.25, 300));
  CHECK(reading::read_text(table).weights.size() == 0);
  const std::string three_labels = "1,a\n2,b\n3,c\n";
  options.classes = {"c", "a"};
  CHECK(reading::read_text(three_labels, options).weights == Eigen::Vector2d(1, 300));
}

TEST_CASE("the checksum is of the weights too") {
  const reading::TemporaryFile some("some.txt", "1\n2\n3\n"), others("others.txt", "1\n2\n4\n");
  const auto with_some = reading::read_text(table, with_weights(some)).sha256;
  CHECK(with_some != reading::read_text(table, with_weights(others)).sha256);
  CHECK(with_some != reading::read_text(table).sha256);
}

TEST_CASE("weights that are none are refused by their line") {
  for (const std::string bad : {"0", "-1", "nan", "inf", "x", ""})
    CHECK(refusal_of("1\n" + bad + "\n2\n") ==
          "WEIGHTS:2:1: expected the weight of a row, a number over 0, found '" + bad + "'");
  CHECK(refusal_of("1\n2\n").find("expected 3 weights, one for each row of ") != std::string::npos);
}
