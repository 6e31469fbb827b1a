#include <zlib.h>

#include <catch2/catch.hpp>

#include "heaviside/core/random.hpp"
#include "unit/data/reading.hpp"

namespace {

using namespace heaviside::data;
using reading::read_text;
using reading::refusal_of_text;

std::string gzip(const std::string& text) {
  z_stream state{};
  REQUIRE(deflateInit2(&state, Z_BEST_SPEED, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(deflateBound(&state, text.size()) + 64, '\0');
  std::string copy = text;
  state.next_in = reinterpret_cast<Bytef*>(copy.data());
  state.avail_in = static_cast<uInt>(copy.size());
  state.next_out = reinterpret_cast<Bytef*>(packed.data());
  state.avail_out = static_cast<uInt>(packed.size());
  REQUIRE(deflate(&state, Z_FINISH) == Z_STREAM_END);
  packed.resize(state.total_out);
  deflateEnd(&state);
  return packed;
}

/// Rows whose packed form is larger than one step of unpacking.
std::string long_text() {
  std::string text = "a,b,y\n";
  for (std::uint64_t i = 0; i < 100000; ++i) {
    text += std::to_string(heaviside::core::random_word(1, 99, i, 0)) + "," +
            std::to_string(heaviside::core::random_word(1, 99, i, 1)) + "," + std::to_string(i % 2) + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("gzip: the same table as the plain file, another checksum") {
  const std::string text = "a,b,y\n1,2,0\n3,4,1\n";
  const auto plain = read_text(text);
  const auto packed = read_text(gzip(text));
  CHECK(packed.X == plain.X);
  CHECK(packed.labels == plain.labels);
  CHECK(packed.sha256 != plain.sha256);  // of the bytes on disk
  CHECK(read_text(gzip("1 1:2\n")).features == std::vector<std::string>{"x1"});
}

TEST_CASE("gzip: members one after the other are one text") {
  CHECK(read_text(gzip("a,b,y\n1,2,0\n") + gzip("3,4,1\n")).X == Eigen::MatrixXd{{1, 2}, {3, 4}});
}

TEST_CASE("gzip: files of many steps") {
  const std::string text = long_text();
  const auto packed = gzip(text);
  REQUIRE(packed.size() > (std::size_t{1} << 20));
  CHECK(read_text(packed).X == read_text(text).X);
}

TEST_CASE("gzip: truncated and corrupt files are refused") {
  const auto packed = gzip(long_text());
  for (const std::size_t size :
       {std::size_t{2}, std::size_t{5}, std::size_t{20}, packed.size() / 2, packed.size() - 1}) {
    CAPTURE(size);
    CHECK(refusal_of_text(packed.substr(0, size)) == "FILE: the gzip data are truncated");
  }
  auto flipped = packed;
  flipped[flipped.size() - 6] ^= 1;  // in the checksum
  CHECK_THAT(refusal_of_text(flipped), Catch::StartsWith("FILE: the gzip data are corrupt"));
  CHECK_THAT(refusal_of_text(packed + "garbage"), Catch::StartsWith("FILE: the gzip data are corrupt"));
  CHECK(refusal_of_text(gzip("")) == "FILE: the file is empty");
  CHECK_THAT(refusal_of_text(gzip("a,y\nx,1\n2,0\n")), Catch::StartsWith("FILE:2:1: expected a number"));
}
