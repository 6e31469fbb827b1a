// Every operation of the packed matrix, with every instruction set of this processor, against loops over single bits.
#include "heaviside/dictionary/bit_matrix.hpp"

#include <catch2/catch.hpp>
#include <functional>

#include "dictionary/bit_kernels.hpp"
#include "heaviside/core/random.hpp"

namespace {

using namespace heaviside;
using dictionary::BitMatrix;
using Integers = std::vector<std::int64_t>;
using Counts = std::vector<std::int32_t>;

constexpr std::int64_t largest = (std::int64_t{1} << 47) - 1;

/// The same matrix with a byte an entry.
struct Plain {
  std::int64_t rows = 0;
  std::int64_t cols = 0;
  std::vector<char> entry;  // column-major
  bool operator()(std::int64_t i, std::int64_t j) const { return entry[static_cast<std::size_t>(i + j * rows)] != 0; }
};

Plain plain(std::int64_t rows, std::int64_t cols, const std::function<bool(std::int64_t, std::int64_t)>& entry) {
  Plain D{rows, cols, {}};
  for (std::int64_t j = 0; j < cols; ++j) {
    for (std::int64_t i = 0; i < rows; ++i) D.entry.push_back(entry(i, j) ? 1 : 0);
  }
  return D;
}

std::uint64_t random_word(std::uint64_t seed, std::int64_t i, std::int64_t j) {
  return core::random_word(seed, 5, static_cast<std::uint64_t>(j), static_cast<std::uint64_t>(i));
}

Plain random_matrix(std::int64_t rows, std::int64_t cols, std::uint64_t seed) {
  return plain(rows, cols, [=](auto i, auto j) { return random_word(seed, i, j) % 2 != 0; });
}

Plain ones(std::int64_t rows, std::int64_t cols) {
  return plain(rows, cols, [](auto, auto) { return true; });
}

std::vector<std::uint64_t> words_of(const Plain& D, std::int64_t j) {
  std::vector<std::uint64_t> words(static_cast<std::size_t>(BitMatrix::words_per_column(D.rows)));
  for (std::int64_t i = 0; i < D.rows; ++i) {
    words[static_cast<std::size_t>(i / 64)] |= std::uint64_t{D(i, j)} << (i % 64);
  }
  return words;
}

BitMatrix pack(const Plain& D) {
  BitMatrix bits(D.rows, D.cols);
  for (std::int64_t j = 0; j < D.cols; ++j) bits.set_column(j, words_of(D, j));
  return bits;
}

void check_equal(const BitMatrix& bits, const Plain& D) {
  REQUIRE(bits.rows() == D.rows);
  REQUIRE(bits.cols() == D.cols);
  bool equal = true;
  for (std::int64_t j = 0; j < D.cols; ++j) {
    for (std::int64_t i = 0; i < D.rows; ++i) equal = equal && bits(i, j) == D(i, j);
  }
  CHECK(equal);
  // The padding must stay empty: the kernels read it.
  std::int64_t held = 0;
  for (std::int64_t p = 0; p < bits.panels(); ++p) {
    for (std::int64_t k = 0; k < bits.lines(); ++k) {
      for (const auto word : bits.panel(p)[k].word) held += __builtin_popcount(word);
    }
  }
  CHECK(held == std::count(D.entry.begin(), D.entry.end(), 1));
}

std::vector<core::InstructionSet> available_sets() {
  std::vector<core::InstructionSet> sets;
  for (const auto set : {core::InstructionSet::portable, core::InstructionSet::avx2, core::InstructionSet::avx512}) {
    if (set <= core::instruction_set()) sets.push_back(set);
  }
  return sets;
}

Integers products(const Plain& D, const Integers& v) {
  Integers c(static_cast<std::size_t>(D.cols));
  for (std::int64_t j = 0; j < D.cols; ++j) {
    for (std::int64_t i = 0; i < D.rows; ++i) {
      if (D(i, j)) c[static_cast<std::size_t>(j)] += v[static_cast<std::size_t>(i)];
    }
  }
  return c;
}

Plain transposed(const Plain& D) {
  return plain(D.cols, D.rows, [&](auto i, auto j) { return D(j, i); });
}

void check_correlate(const Plain& D, const Integers& v) {
  const auto bits = pack(D);
  const auto expected = products(D, v);
  for (const auto set : available_sets()) {
    CAPTURE(core::name(set), D.rows, D.cols);
    Integers c(expected.size(), 77);
    correlate(dictionary::bit_kernels(set), bits, v, c);
    CHECK(c == expected);
  }
  Integers c(expected.size(), 77);
  bits.correlate(v, c);
  CHECK(c == expected);
}

void check_combine(const Plain& D, const Integers& w) {
  const auto bits = pack(D);
  auto expected = products(transposed(D), w);
  for (auto& value : expected) value += 77;  // combine adds
  for (const auto set : available_sets()) {
    CAPTURE(core::name(set), D.rows, D.cols);
    Integers f(expected.size(), 77);
    combine(dictionary::bit_kernels(set), bits, w, f);
    CHECK(f == expected);
  }
  Integers f(expected.size(), 77);
  bits.combine(w, f);
  CHECK(f == expected);
}

Counts naive_gram(const Plain& A, const Plain& B) {
  Counts G;
  for (std::int64_t j = 0; j < B.cols; ++j) {
    for (std::int64_t i = 0; i < A.cols; ++i) {
      G.push_back(0);
      for (std::int64_t k = 0; k < A.rows; ++k) G.back() += A(k, i) && B(k, j) ? 1 : 0;
    }
  }
  return G;
}

void check_gram(const Plain& A, const Plain& B) {
  const auto a = pack(A);
  const auto b = pack(B);
  const auto expected = naive_gram(A, B);
  const auto expected_square = naive_gram(A, A);
  for (const auto set : available_sets()) {
    CAPTURE(core::name(set), A.rows, A.cols, B.cols);
    Counts G(expected.size(), 77);
    gram(dictionary::bit_kernels(set), a, b, G);
    CHECK(G == expected);
    G.assign(expected_square.size(), 77);
    gram(dictionary::bit_kernels(set), a, a, G);
    CHECK(G == expected_square);
  }
}

void check_transpose(const Plain& D) {
  const auto bits = pack(D);
  for (const auto set : available_sets()) {
    CAPTURE(core::name(set), D.rows, D.cols);
    check_equal(transpose(dictionary::bit_kernels(set), bits), transposed(D));
  }
}

/// Integers below 2^47 in size, of either sign.
Integers random_integers(std::int64_t count, std::uint64_t seed) {
  Integers values;
  for (std::int64_t k = 0; k < count; ++k) {
    const auto bits = static_cast<std::int64_t>(random_word(seed, k, 0) >> 17);
    values.push_back(random_word(seed, k, 1) % 2 != 0 ? bits : -bits);
  }
  return values;
}

Integers constant(std::int64_t count, std::int64_t value) { return Integers(static_cast<std::size_t>(count), value); }

/// Zero but for about one entry in `gap`.
Integers sparse_integers(std::int64_t count, std::uint64_t gap, std::uint64_t seed) {
  auto values = random_integers(count, seed);
  for (std::int64_t k = 0; k < count; ++k) {
    if (random_word(seed, k, 2) % gap != 0) values[static_cast<std::size_t>(k)] = 0;
  }
  return values;
}

const Integers row_counts{1, 2, 31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 256, 257, 1000};
const Integers column_counts{1, 2, 15, 16, 17, 33, 100, 129};

template <class Action>
void for_all_shapes(const Action& action) {
  for (const auto rows : row_counts) {
    for (const auto cols : column_counts) action(rows, cols);
  }
}

}  // namespace

TEST_CASE("columns that are packed from words are those that are set one by one") {
  const auto [rows, cols] = GENERATE(table<std::int64_t, std::int64_t>(
      {{0, 3}, {5, 0}, {1, 1}, {33, 17}, {64, 16}, {100, 50}, {30001, 2500}}));  // the last: more than is held at once
  const std::int64_t stride = BitMatrix::words_per_column(rows);
  std::vector<std::uint64_t> words;
  for (std::int64_t j = 0; j < cols; ++j) {
    for (std::int64_t k = 0; k < stride; ++k) words.push_back(random_word(4, k, j));
  }
  BitMatrix expected(rows, cols);
  for (std::int64_t j = 0; j < cols; ++j) {
    expected.set_column(
        j, std::span(words).subspan(static_cast<std::size_t>(j * stride), static_cast<std::size_t>(stride)));
  }
  const BitMatrix packed = BitMatrix::packed(rows, cols, words);
  REQUIRE(packed.rows() == rows);
  REQUIRE(packed.cols() == cols);
  REQUIRE(packed.panels() == expected.panels());
  bool equal = true;
  for (std::int64_t p = 0; p < packed.panels(); ++p) {
    for (std::int64_t k = 0; k < packed.lines(); ++k) equal &= packed.panel(p)[k].word == expected.panel(p)[k].word;
  }
  CHECK(equal);
}

TEST_CASE("columns are packed, read back, counted and selected") {
  for_all_shapes([](auto rows, auto cols) {
    CAPTURE(rows, cols);
    const auto D = random_matrix(rows, cols, 1);
    const auto bits = pack(D);
    check_equal(bits, D);
    Integers counts(static_cast<std::size_t>(cols), 77);
    bits.column_counts(counts);
    CHECK(counts == products(D, constant(rows, 1)));
    for (const auto j : {std::int64_t{0}, cols / 2, cols - 1}) {
      std::vector<std::uint64_t> words(words_of(D, j).size(), 77);
      bits.get_column(j, words);
      CHECK(words == words_of(D, j));
    }
    const Integers chosen{cols - 1, 0, cols / 2, 0};
    check_equal(bits.select(chosen),
                plain(rows, 4, [&](auto i, auto j) { return D(i, chosen[static_cast<std::size_t>(j)]); }));
  });
}

TEST_CASE("a column is overwritten, and bits after the last row are dropped") {
  for (const std::int64_t rows : {1, 31, 32, 33, 63, 64, 65, 100}) {
    BitMatrix bits(rows, 3);
    const std::vector<std::uint64_t> full(static_cast<std::size_t>(BitMatrix::words_per_column(rows)), ~0ULL);
    bits.set_column(1, full);
    check_equal(bits, plain(rows, 3, [](auto, auto j) { return j == 1; }));
    bits.set_column(1, std::vector<std::uint64_t>(full.size()));
    check_equal(bits, plain(rows, 3, [](auto, auto) { return false; }));
  }
}

TEST_CASE("D'v of random integers") {
  for_all_shapes([](auto rows, auto cols) { check_correlate(random_matrix(rows, cols, 2), random_integers(rows, 3)); });
  check_correlate(random_matrix(9000, 200, 4), random_integers(9000, 5));  // several blocks of tables
}

TEST_CASE("D w of random integers, of few and of none") {
  for_all_shapes([](auto rows, auto cols) {
    const auto D = random_matrix(rows, cols, 2);
    check_combine(D, random_integers(cols, 3));
    check_combine(D, sparse_integers(cols, 10, 4));
    check_combine(D, constant(cols, 0));
  });
  check_combine(random_matrix(150, 20000, 6), random_integers(20000, 7));         // several blocks of tables
  check_combine(random_matrix(150, 20000, 6), sparse_integers(20000, 8, 8));      // several extractions
  check_combine(random_matrix(1000, 20000, 6), sparse_integers(20000, 5000, 9));  // a handful
}

TEST_CASE("32-bit partial sums do not overflow, whatever the halves of v") {
  // Both halves at either end of their ranges: low = 0, 1, 2^24 - 1; high = -2^23, -1, 0, 2^23 - 1.
  const std::int64_t unit = std::int64_t{1} << 24;
  for (const std::int64_t low : {std::int64_t{0}, std::int64_t{1}, unit - 1}) {
    for (const std::int64_t high : {-unit / 2, std::int64_t{-1}, std::int64_t{0}, unit / 2 - 1}) {
      const std::int64_t value = high * unit + low;
      if (std::abs(value) > largest) continue;  // -2^47 itself
      check_correlate(ones(1000, 17), constant(1000, value));
      check_combine(ones(33, 1000), constant(1000, value));
    }
  }
  check_correlate(ones(1000, 17), constant(1000, -largest));
  check_combine(ones(33, 1000), constant(1000, -largest));
}

TEST_CASE("sums just below 2^62 in size") {
  const std::int64_t rows = (std::int64_t{1} << 15);
  check_correlate(ones(rows, 2), constant(rows, largest));
  check_correlate(ones(rows, 2), constant(rows, -largest));
  check_combine(ones(2, rows), constant(rows, -largest));
}

TEST_CASE("every single entry is where it belongs") {
  // v_i = i + 1 and w_j = j + 1 tell a misplaced bit apart.
  for (std::int64_t i = 0; i < 70; ++i) {
    const std::int64_t j = i * 31 % 41;
    const auto D = plain(70, 41, [=](auto row, auto col) { return row == i && col == j; });
    Integers v(70);
    Integers w(41);
    for (std::size_t k = 0; k < v.size(); ++k) v[k] = static_cast<std::int64_t>(k) + 1;
    for (std::size_t k = 0; k < w.size(); ++k) w[k] = static_cast<std::int64_t>(k) + 1;
    check_correlate(D, v);
    check_combine(D, w);
    check_transpose(D);
  }
}

TEST_CASE("Gram matrices, of one matrix and of two") {
  for (const auto rows : row_counts) {
    for (const std::int64_t cols : {1, 15, 16, 17, 50}) {
      check_gram(random_matrix(rows, cols, 1), random_matrix(rows, 35, 2));
    }
  }
  check_gram(ones(20000, 17), ones(20000, 5));
}

TEST_CASE("the transposed matrix") {
  for_all_shapes([](auto rows, auto cols) { check_transpose(random_matrix(rows, cols, 1)); });
}

TEST_CASE("a matrix may have no rows or no columns") {
  for (const auto& [rows, cols] : {std::pair<std::int64_t, std::int64_t>{0, 0}, {0, 20}, {70, 0}}) {
    const auto D = random_matrix(rows, cols, 1);
    check_correlate(D, random_integers(rows, 1));
    check_combine(D, random_integers(cols, 1));
    check_gram(D, D);
    check_transpose(D);
    check_equal(pack(D).select({}), random_matrix(rows, 0, 1));
  }
}

TEST_CASE("memory is an eighth of a byte an entry, but for the last lines and panels") {
  for (const auto& [rows, cols] : {std::pair<std::int64_t, std::int64_t>{958, 2000}, {5000, 20000}, {100, 1000}}) {
    const double entries = static_cast<double>(rows * cols);
    const double padded = static_cast<double>((rows + 31) / 32 * 32 * ((cols + 15) / 16 * 16));
    const BitMatrix bits(rows, cols);
    CHECK(static_cast<double>(bits.bytes()) >= entries / 8);
    CHECK(static_cast<double>(bits.bytes()) <= padded / 8 + 4096);
  }
  CHECK(static_cast<double>(BitMatrix(958, 20000).bytes()) < 1.05 * 958 * 20000 / 8);
}
