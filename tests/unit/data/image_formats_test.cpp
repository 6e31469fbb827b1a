#include <catch2/catch.hpp>

#include "unit/data/reading.hpp"

namespace {

using namespace heaviside::data;
using reading::TemporaryFile;
using Texts = std::vector<std::string>;

std::string idx(char type, const std::vector<unsigned char>& lengths, const std::string& values) {
  std::string bytes{'\0', '\0', type, static_cast<char>(lengths.size())};
  for (const unsigned char length : lengths) bytes += {'\0', '\0', '\0', static_cast<char>(length)};
  return bytes + values;
}

const std::string images = idx(8, {2, 1, 3}, {'\x01', '\x02', '\xff', '\x00', '\x05', '\x06'});
const std::string labels = idx(8, {2}, {'\x07', '\xff'});

ReadOptions from(const TemporaryFile& file, const std::string& format = "") {
  ReadOptions options;
  options.source = file.path();
  options.format = format;
  return options;
}

/// CIFAR-10 records whose pixel k of record i is (i + k) mod 256.
std::string cifar(const std::vector<unsigned char>& classes) {
  std::string bytes;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    bytes += static_cast<char>(classes[i]);
    for (std::size_t k = 0; k < 3072; ++k) bytes += static_cast<char>((i + k) % 256);
  }
  return bytes;
}

}  // namespace

TEST_CASE("idx: images and the labels that their name leads to") {
  const TemporaryFile x("t-images-idx3-ubyte", images);
  const TemporaryFile y("t-labels-idx1-ubyte", labels);
  const auto table = reading::read(from(x));
  CHECK(table.X == Eigen::MatrixXd{{1, 2, 255}, {0, 5, 6}});
  CHECK(table.labels == Texts{"7", "255"});
  CHECK(table.features.size() == 3);

  const TemporaryFile other("other", idx(8, {2}, {'\x01', '\x02'}));
  auto options = from(x);
  options.labels_file = other.path();
  const auto relabelled = reading::read(options);
  CHECK(relabelled.labels == Texts{"1", "2"});
  CHECK(relabelled.sha256 != table.sha256);
}

TEST_CASE("idx: all types, most significant byte first") {
  const TemporaryFile y("t-labels-idx1-ubyte", idx(8, {1}, {'\x01'}));
  const auto value = [](char type, const std::string& bytes) {
    const TemporaryFile x("t-images-idx2-any", idx(type, {1, 1}, bytes));
    ReadOptions options = from(x);
    options.labels_file =
        (std::filesystem::temp_directory_path() / ("heaviside-" + std::to_string(getpid()) + "-t-labels-idx1-ubyte"))
            .string();
    return reading::read(options).X(0, 0);
  };
  CHECK(value(0x09, "\xff") == -1);
  CHECK(value(0x0B, {'\x01', '\x00'}) == 256);
  CHECK(value(0x0C, {'\xff', '\xff', '\xff', '\xfe'}) == -2);
  CHECK(value(0x0D, {'\x3f', '\xc0', '\x00', '\x00'}) == 1.5);
  CHECK(value(0x0E, {'\xc0', '\x00', '\x00', '\x00', '\x00', '\x00', '\x00', '\x00'}) == -2);
}

TEST_CASE("idx: for prediction labels may be absent") {
  const TemporaryFile x("u-images-idx3-ubyte", images);
  CHECK_THAT(reading::refusal(from(x)), Catch::StartsWith("cannot read ") && Catch::Contains("u-labels-idx1-ubyte"));
  auto options = from(x);
  options.expected_features = Texts{"a", "b", "c"};
  CHECK_FALSE(reading::read(options).labelled());
  options.expected_features = Texts{"a", "b"};
  CHECK(reading::refusal(options) == "FILE: expected 2 features, found 3");
}

TEST_CASE("idx: malformed files are refused") {
  const auto refusal = [](const std::string& x_bytes, const std::string& y_bytes, const std::string& format = "") {
    const TemporaryFile x("t-images-idx3-ubyte", x_bytes);
    const TemporaryFile y("t-labels-idx1-ubyte", y_bytes);
    return reading::refusal(from(x, format));
  };
  CHECK(refusal(images, labels).empty());
  CHECK(refusal(images.substr(0, images.size() - 1), labels) ==
        "FILE: expected 2 items of 3 x 1 bytes after the IDX header, found 5 bytes");
  CHECK_THAT(refusal(images + "x", labels), Catch::EndsWith("found 7 bytes"));
  CHECK(refusal(images.substr(0, 9), labels) == "FILE: the IDX header is truncated");
  CHECK_THAT(refusal("abc,d\n", labels, "idx"), Catch::Contains("expected an IDX file"));
  CHECK_THAT(refusal(images, idx(8, {3}, "abc")), Catch::EndsWith("expected 2 labels, one an image, found 3"));
  CHECK_THAT(refusal(images, images), Catch::EndsWith("expected labels in one dimension, found 3"));
  CHECK_THAT(refusal(images, "abc"), Catch::Contains("expected an IDX file"));
  CHECK(refusal(labels, labels) == "FILE: expected images, found labels: give the file of the images");
  CHECK(refusal(idx(8, {0, 3, 3}, ""), labels) == "FILE: the array has no elements");
  CHECK(refusal(idx(0x0D, {1, 1}, {'\x7f', '\xc0', '\x00', '\x00'}), labels) ==
        "FILE:1:1: expected a finite number, found nan");
  std::string huge{'\0', '\0', '\x08', '\x04'};
  huge += std::string(16, '\xff');
  CHECK_THAT(refusal(huge, labels), Catch::Contains("after the IDX header, found 0 bytes"));

  const TemporaryFile unnamed("digits", images);
  CHECK_THAT(reading::refusal(from(unnamed)), Catch::Contains("say --labels-file FILE"));
}

TEST_CASE("cifar10: by name and size, or as told") {
  const TemporaryFile named("cifar_batch", cifar({3, 9}));
  const auto table = reading::read(from(named));
  CHECK(table.labels == Texts{"3", "9"});
  REQUIRE(table.X.cols() == 3072);
  CHECK(table.X(0, 0) == 0);
  CHECK(table.X(1, 255) == 0);
  CHECK(table.X(1, 3071) == (1 + 3071) % 256);

  const TemporaryFile unnamed("images.bin", cifar({0}));
  CHECK_THAT(reading::refusal(from(unnamed)), Catch::Contains("binary data of no known type: say --format"));
  CHECK(reading::read(from(unnamed, "cifar10")).labels == Texts{"0"});
}

TEST_CASE("cifar10: malformed files are refused") {
  const TemporaryFile bad_label("cifar_batch", cifar({3, 10}));
  CHECK(reading::refusal(from(bad_label)) == "FILE:2:1: expected a label from 0 to 9, found 10");
  const TemporaryFile cut("cifar_cut", cifar({3}) + "xy");
  CHECK(reading::refusal(from(cut, "cifar10")) ==
        "FILE: expected CIFAR-10 records of 3073 bytes, found 3075 bytes (2 too many)");
}
