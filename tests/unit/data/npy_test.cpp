#include <catch2/catch.hpp>
#include <cstring>
#include <limits>

#include "unit/data/reading.hpp"

namespace {

using namespace heaviside::data;
using reading::TemporaryFile;
using Texts = std::vector<std::string>;

/// As NumPy writes it: magic, version, length of the header, header padded to 64 bytes, values.
std::string npy(const std::string& header, const std::string& values, char version = 1) {
  std::string padded = header;
  const std::size_t before = version == 1 ? 10 : 12;
  while ((before + padded.size() + 1) % 64 != 0) padded += ' ';
  padded += '\n';
  std::string bytes = "\x93NUMPY";
  bytes += version;
  bytes += '\0';
  for (std::size_t b = 0; b < before - 8; ++b) bytes += static_cast<char>(padded.size() >> (8 * b) & 0xff);
  return bytes + padded + values;
}

std::string header(const std::string& type, const std::string& order, const std::string& shape) {
  return "{'descr': '" + type + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }";
}

template <class Number>
std::string bytes_of(const std::vector<Number>& values) {
  std::string bytes(values.size() * sizeof(Number), '\0');
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

Table read_bytes(const std::string& bytes, ReadOptions options = {}) {
  const TemporaryFile file("array.npy", bytes);
  options.source = file.path();
  return reading::read(options);
}

std::string refusal(const std::string& bytes) {
  const TemporaryFile file("array.npy", bytes);
  ReadOptions options;
  options.source = file.path();
  return reading::refusal(options);
}

template <class Number>
void check_type(const std::string& type) {
  CAPTURE(type);
  const std::vector<Number> values{1, 2, 3, 4, 5, 6};
  const auto table = read_bytes(npy(header(type, "False", "(2, 3)"), bytes_of(values)));
  CHECK(table.X == Eigen::MatrixXd{{1, 2}, {4, 5}});
  CHECK(table.labels == Texts{"3", "6"});
}

}  // namespace

TEST_CASE("npy: every type of number") {
  check_type<std::int8_t>("|i1");
  check_type<std::uint8_t>("|u1");
  check_type<std::int16_t>("<i2");
  check_type<std::uint16_t>("<u2");
  check_type<std::int32_t>("<i4");
  check_type<std::uint32_t>("<u4");
  check_type<std::int64_t>("<i8");
  check_type<std::uint64_t>("<u8");
  check_type<float>("<f4");
  check_type<double>("<f8");
  CHECK(read_bytes(npy(header(">i2", "False", "(1, 2)"), {'\1', '\2', '\xff', '\xfe'})).X(0, 0) == 258);
  CHECK(read_bytes(npy(header("|i1", "False", "(1, 2)"), "\xff\x01")).X(0, 0) == -1);
}

TEST_CASE("npy: order of storage, versions, label column") {
  const auto values = bytes_of<double>({1, 2, 3, 4, 0.5, -1});
  const Eigen::MatrixXd by_columns{{1, 3}, {2, 4}};
  CHECK(read_bytes(npy(header("<f8", "True", "(2, 3)"), values)).X == by_columns);
  CHECK(read_bytes(npy(header("<f8", "True", "(2, 3)"), values, 2)).X == by_columns);
  const auto table = read_bytes(npy(header("<f8", "True", "(2,3)"), values));
  CHECK(table.labels == Texts{"0.5", "-1"});
  CHECK(table.features == Texts{"x1", "x2"});
  ReadOptions options;
  options.label = "0";
  CHECK(read_bytes(npy(header("<f8", "True", "(2, 3)"), values), options).labels == Texts{"1", "2"});
  options = {};
  options.expected_features = Texts{"a", "b", "c"};
  const auto unlabelled = read_bytes(npy(header("<f8", "True", "(2, 3)"), values), options);
  CHECK_FALSE(unlabelled.labelled());
  CHECK(unlabelled.X.cols() == 3);
}

TEST_CASE("npy: labels are written so that they read back exactly") {
  const auto table = read_bytes(npy(header("<f8", "False", "(2, 2)"), bytes_of<double>({1, 0.1, 2, 1e22})));
  CHECK(table.labels == Texts{"0.1", "1e+22"});
}

TEST_CASE("npy: malformed files are refused") {
  const auto good = npy(header("<f8", "False", "(2, 2)"), bytes_of<double>({1, 2, 3, 4}));
  CHECK(refusal(good).empty());
  CHECK(refusal(good.substr(0, 8)) == "FILE: the NPY header is truncated");
  CHECK(refusal(good.substr(0, 40)) == "FILE: the NPY header is truncated");
  CHECK(refusal(good.substr(0, good.size() - 1)) == "FILE: expected 32 bytes of values after the NPY header, found 31");
  CHECK(refusal(good + "x") == "FILE: expected 32 bytes of values after the NPY header, found 33");
  CHECK_THAT(refusal(npy(header("<c8", "False", "(1, 1)"), "12345678")), Catch::EndsWith("found the type '<c8'"));
  CHECK_THAT(refusal(npy(header("|O", "False", "(1, 1)"), "")), Catch::EndsWith("found the type '|O'"));
  CHECK_THAT(refusal(npy("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1, 1), }", "")),
             Catch::Contains("expected an array of i1"));
  for (const std::string shape : {"(4,)", "()", "(1, 2, 2)", "(-1, 4)", "(2, x)", "(1e20, 1e20)", "4"}) {
    CAPTURE(shape);
    CHECK_THAT(refusal(npy(header("<f8", "False", shape), bytes_of<double>({1, 2, 3, 4}))),
               Catch::Contains("expected an array of two dimensions"));
  }
  CHECK(refusal(npy(header("<f8", "False", "(0, 3)"), "")) == "FILE: the array has no elements");
  CHECK(refusal(npy("{'fortran_order': False}", "")) == "FILE: expected 'descr' in the NPY header, found none");
  CHECK_THAT(refusal(npy(header("<f8", "False", "(2, 1)"), bytes_of<double>({1, 2}))),
             Catch::Contains("found one column"));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(refusal(npy(header("<f8", "False", "(2, 2)"), bytes_of<double>({1, 2, nan, 4}))) ==
        "FILE:2:1: expected a finite number, found nan");
  CHECK(refusal(npy(header("<f8", "False", "(2, 2)"), bytes_of<double>({1, 2, 3, -infinity}))) ==
        "FILE:2:2: expected a finite number, found -inf");
}
