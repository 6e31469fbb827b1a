#include "heaviside/pipeline/dictionary_file.hpp"

#include <catch2/catch.hpp>
#include <cstring>

#include "heaviside/arrangements/distinct.hpp"
#include "heaviside/arrangements/sampler.hpp"
#include "heaviside/core/errors.hpp"
#include "support/random_dictionary.hpp"
#include "support/temporary_folder.hpp"

namespace {

using namespace heaviside;
using Eigen::Index;
using Eigen::MatrixXd;
using ::test::content_of;
using ::test::TemporaryFolder;

core::Communicator self() { return core::Communicator::self(); }

MatrixXd inputs(Index n, std::uint64_t seed) {
  MatrixXd Z(n, 3);
  Z << heaviside::test::random_normal(n, seed), heaviside::test::random_normal(n, seed + 50), MatrixXd::Ones(n, 1);
  return Z;
}

dictionary::Dictionary dictionary_of(const MatrixXd& Z, const arrangements::HyperplaneSource& source) {
  core::Log log(self(), true);
  return {self(), make_distinct(self(), sample_patterns(self(), Z, source, log))};
}

/// The header of NumPy's format, version 1.0, checked byte for byte as its documentation has it; what follows.
std::string data_behind_header(const std::string& file, const std::string& type, Index rows, Index cols) {
  REQUIRE(file.size() > 10);
  CHECK(file.substr(0, 8) == std::string("\x93NUMPY\x01\x00", 8));
  const auto length = static_cast<std::size_t>(static_cast<unsigned char>(file[8])) +
                      256 * static_cast<std::size_t>(static_cast<unsigned char>(file[9]));
  CHECK((10 + length) % 64 == 0);
  REQUIRE(file.size() >= 10 + length);
  const std::string header = file.substr(10, length);
  const std::string expected = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + std::to_string(rows) +
                               ", " + std::to_string(cols) + "), }";
  CHECK(header.substr(0, expected.size()) == expected);
  CHECK(header.back() == '\n');
  CHECK(header.find_first_not_of(' ', expected.size()) == header.size() - 1);
  return file.substr(10 + length);
}

std::string refusal(const std::function<void()>& action) {
  try {
    action();
  } catch (const core::CollectiveError& error) {
    CHECK(error.code() == core::ExitCode::bad_input);
    CHECK(std::string(error.what()).find('\n') == std::string::npos);
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("the files hold the patterns in little bit order, and their hyperplanes") {
  const TemporaryFolder folder;
  for (const Index n : {1, 8, 13, 64, 70}) {
    const MatrixXd Z = inputs(n, 1);
    const arrangements::SampledHyperplanes source(2, 3, true, 40);
    const auto D = dictionary_of(Z, source);
    pipeline::save_dictionary(folder.file("D.npy"), D, source);

    const Index bytes = (n + 7) / 8;
    const std::string rows = data_behind_header(content_of(folder.file("D.npy")), "|u1", D.cols(), bytes);
    REQUIRE(std::ssize(rows) == D.cols() * bytes);
    for (Index j = 0; j < D.cols(); ++j) {
      for (Index i = 0; i < 8 * bytes; ++i) {
        const bool bit =
            (static_cast<unsigned char>(rows[static_cast<std::size_t>(j * bytes + i / 8)]) >> (i % 8) & 1) != 0;
        REQUIRE(bit == (i < n && D.bits()(i, j)));
      }
    }
    const std::string numbers = data_behind_header(content_of(folder.file("D.hyperplanes.npy")), "<f8", D.cols(), 3);
    REQUIRE(std::ssize(numbers) == D.cols() * 3 * 8);
    for (Index j = 0; j < D.cols(); ++j) {
      double u[3];
      std::memcpy(u, numbers.data() + j * 24, 24);
      const auto expected = source.weights(D.hyperplanes()[static_cast<std::size_t>(j)]);
      for (Index k = 0; k < 3; ++k) CHECK(u[k] == expected[k]);
    }
  }
}

TEST_CASE("a saved dictionary comes back as the same dictionary") {
  const TemporaryFolder folder;
  const MatrixXd Z = inputs(50, 3);
  const arrangements::SampledHyperplanes source(4, 3, true, 200);
  const auto D = dictionary_of(Z, source);
  pipeline::save_dictionary(folder.file("D.npy"), D, source);
  const auto stored = pipeline::load_hyperplanes(self(), folder.file("D.npy"), {3});
  CHECK(stored.count() == D.cols());
  CHECK(stored.length() == 3);
  const auto again = dictionary_of(Z, stored);
  REQUIRE(again.cols() == D.cols());
  for (Index j = 0; j < D.cols(); ++j) {
    for (Index i = 0; i < 50; ++i) REQUIRE(again.bits()(i, j) == D.bits()(i, j));
  }
  pipeline::check_dictionary(folder.file("D.npy"), again);
  pipeline::save_dictionary(folder.file("again.npy"), again, stored);
  CHECK(content_of(folder.file("again.npy")) == content_of(folder.file("D.npy")));
  CHECK(content_of(folder.file("again.hyperplanes.npy")) == content_of(folder.file("D.hyperplanes.npy")));
}

TEST_CASE("a saved dictionary with a wrong bit is refused, until its checksums are removed") {
  const TemporaryFolder folder;
  const arrangements::SampledHyperplanes source(4, 3, true, 20);
  const std::string path = folder.file("D.npy"), other = folder.file("D.hyperplanes.npy");
  pipeline::save_dictionary(path, dictionary_of(inputs(20, 3), source), source);
  const auto load = [&] { pipeline::load_hyperplanes(self(), path, {3}); };
  for (const auto& file : {path, other}) {
    const std::string whole = content_of(file);
    std::string damaged = whole;
    damaged.back() = static_cast<char>(damaged.back() ^ 1);
    ::test::write(file, damaged);
    CHECK(refusal(load).starts_with(file + ": was damaged or changed since it was written"));
    ::test::write(file, whole);
    CHECK(refusal(load).empty());
  }
  ::test::write(path, "changed");
  std::filesystem::remove(pipeline::checksum_file(path));
  CHECK(refusal(load).empty());
}

TEST_CASE("a dictionary of other data is refused") {
  const TemporaryFolder folder;
  const arrangements::SampledHyperplanes source(4, 3, true, 100);
  const std::string path = folder.file("D.npy");
  pipeline::save_dictionary(path, dictionary_of(inputs(50, 3), source), source);
  const auto check = [&](const MatrixXd& Z) {
    const auto D = dictionary_of(Z, pipeline::load_hyperplanes(self(), path, {3}));
    return refusal([&] { pipeline::check_dictionary(path, D); });
  };
  CHECK(check(inputs(50, 3)).empty());
  MatrixXd flipped = inputs(50, 3);
  flipped.row(49) = -flipped.row(49);
  CHECK(check(flipped).find("other patterns") != std::string::npos);
  CHECK(check(inputs(50, 9)).find(path) == 0);
  CHECK(check(inputs(51, 3)).find("other patterns") != std::string::npos);
  CHECK(check(inputs(20, 3)).find("other patterns") != std::string::npos);
  CHECK(refusal([&] { pipeline::load_hyperplanes(self(), path, {4}); }).find("this data needs 4") != std::string::npos);
  CHECK_FALSE(refusal([&] { pipeline::load_hyperplanes(self(), folder.file("none.npy"), {3}); }).empty());
  ::test::write(folder.path() / "D.hyperplanes.npy", "nothing of the kind");
  CHECK_FALSE(refusal([&] { pipeline::load_hyperplanes(self(), path, {3}); }).empty());
  CHECK_FALSE(refusal([&] {
                pipeline::save_dictionary(folder.file("no/such/D.npy"), dictionary_of(inputs(5, 3), source), source);
              }).empty());
}

TEST_CASE("the hyperplanes stand beside the patterns") {
  CHECK(pipeline::hyperplane_file("a/b.npy") == "a/b.hyperplanes.npy");
  CHECK(pipeline::hyperplane_file("b") == "b.hyperplanes.npy");
  CHECK(pipeline::hyperplane_file("run.7/b.v2.npy") == "run.7/b.v2.hyperplanes.npy");
}
