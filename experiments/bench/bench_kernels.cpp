// How fast the products of the packed dictionary are beside OpenBLAS on the same matrix in double, in the same run.
//
//   OPENBLAS_NUM_THREADS=1 bench_kernels [n P]...        (one rank; default 1000 5000  5000 20000)
//   HEAVISIDE_KERNELS=avx2 ...                           (or portable: the kernels of a lesser processor)
//
// Prints a Markdown table: 10^9 matrix entries a second (for D'D: pairs of entries), the least time over repetitions,
// and how many times the speed of dgemv or dgemm that is. Reading the packed bits alone is the ceiling.
#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <functional>
#include <iomanip>
#include <iostream>
#include <numeric>
#include <string>
#include <vector>

#include "heaviside/core/cpu.hpp"
#include "heaviside/core/errors.hpp"
#include "heaviside/core/random.hpp"
#include "heaviside/core/run.hpp"
#include "heaviside/dictionary/bit_matrix.hpp"

namespace {

using namespace heaviside;
using dictionary::BitMatrix;
using Integers = std::vector<std::int64_t>;

constexpr double least_seconds = 0.5;
constexpr int least_repetitions = 5;
constexpr std::int64_t gram_columns = 2000;
constexpr std::size_t sparse_nonzeros = 300;

double fastest(const std::function<void()>& action) {
  using Clock = std::chrono::steady_clock;
  double best = 1e300;
  double total = 0;
  for (int repetition = 0; repetition < least_repetitions || total < least_seconds; ++repetition) {
    const auto start = Clock::now();
    action();
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    best = std::min(best, seconds);
    total += seconds;
  }
  return best;
}

BitMatrix random_bits(std::int64_t n, std::int64_t P) {
  BitMatrix bits(n, P);
  std::vector<std::uint64_t> words(static_cast<std::size_t>(BitMatrix::words_per_column(n)));
  for (std::int64_t j = 0; j < P; ++j) {
    for (std::size_t k = 0; k < words.size(); ++k) words[k] = core::random_word(0, 9, static_cast<std::uint64_t>(j), k);
    bits.set_column(j, words);
  }
  return bits;
}

Eigen::MatrixXd dense(const BitMatrix& bits) {
  Eigen::MatrixXd D(bits.rows(), bits.cols());
  std::vector<std::uint64_t> words(static_cast<std::size_t>(BitMatrix::words_per_column(bits.rows())));
  for (std::int64_t j = 0; j < bits.cols(); ++j) {
    bits.get_column(j, words);
    for (std::int64_t i = 0; i < bits.rows(); ++i) {
      D(i, j) = static_cast<double>(words[static_cast<std::size_t>(i / 64)] >> (i % 64) & 1);
    }
  }
  return D;
}

std::int64_t size_from(const std::string& text) {
  std::int64_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  if (error != std::errc{} || end != text.data() + text.size() || size < 1) {
    throw core::InputError("bench_kernels takes sizes of at least 1, not '" + text + "'");
  }
  return size;
}

/// 46 random bits and a sign.
Integers random_integers(std::int64_t count) {
  Integers values;
  for (std::int64_t k = 0; k < count; ++k) {
    const auto word = static_cast<std::int64_t>(core::random_word(1, 9, 0, static_cast<std::uint64_t>(k)));
    values.push_back(word >> 17);
  }
  return values;
}

double entries(const BitMatrix& D) { return static_cast<double>(D.rows()) * static_cast<double>(D.cols()); }

struct Kernel {
  std::string name;
  std::function<void()> action;
};

/// Prints a line for the reference and one for each kernel, all of `work` entries. The reference is timed before and
/// after, since the machine may not stay as fast as it is.
void compare(const BitMatrix& D, double work, const Kernel& reference, const std::vector<Kernel>& kernels) {
  std::vector<double> seconds{fastest(reference.action)};
  for (const auto& kernel : kernels) seconds.push_back(fastest(kernel.action));
  seconds[0] = std::min(seconds[0], fastest(reference.action));
  for (std::size_t k = 0; k < seconds.size(); ++k) {
    std::cout << "| " << (k == 0 ? reference : kernels[k - 1]).name << " | " << D.rows() << " x " << D.cols() << " | "
              << std::setprecision(4) << work / seconds[k] * 1e-9 << " | " << seconds[k] * 1e3 << " | "
              << std::setprecision(3) << seconds[0] / seconds[k] << " |" << std::endl;
  }
}

std::uint64_t read_all(const BitMatrix& D) {
  std::array<std::uint32_t, dictionary::BitLine::columns> sum{};
  for (const dictionary::BitLine* line = D.panel(0); line != D.panel(D.panels()); ++line) {
    for (std::size_t c = 0; c < sum.size(); ++c) sum[c] ^= line->word[c];
  }
  return std::accumulate(sum.begin(), sum.end(), std::uint64_t{0});
}

/// Every nonzero of w but for sparse_nonzeros becomes zero.
Integers sparse(const Integers& w) {
  Integers few(w.size(), 0);
  const std::size_t step = std::max<std::size_t>(w.size() / sparse_nonzeros, 1);
  for (std::size_t j = 0; j < w.size(); j += step) few[j] = w[j];
  return few;
}

void bench_products(const BitMatrix& D) {
  const Eigen::MatrixXd reference = dense(D);
  const Eigen::VectorXd v = Eigen::VectorXd::Random(D.rows());
  const Eigen::VectorXd w = Eigen::VectorXd::Random(D.cols());
  Eigen::VectorXd c(D.cols());
  Eigen::VectorXd f(D.rows());
  const auto fixed_v = random_integers(D.rows());
  const auto fixed_w = random_integers(D.cols());
  const auto sparse_w = sparse(fixed_w);
  Integers sums_c(fixed_w.size());
  Integers sums_f(fixed_v.size());
  volatile std::uint64_t sink = 0;

  compare(D, entries(D), {"D'v, dgemv", [&] { c.noalias() = reference.transpose() * v; }},
          {{"D'v", [&] { D.correlate(fixed_v, sums_c); }}, {"read the bits", [&] { sink = read_all(D); }}});
  compare(D, entries(D), {"D w, dgemv", [&] { f.noalias() = reference * w; }},
          {{"D w", [&] { D.combine(fixed_w, sums_f); }},
           {"D w, about 300 nonzeros", [&] { D.combine(sparse_w, sums_f); }}});
}

void bench_gram(const BitMatrix& A) {
  const BitMatrix B = A;
  const Eigen::MatrixXd reference = dense(A);
  Eigen::MatrixXd product(A.cols(), A.cols());
  std::vector<std::int32_t> G(static_cast<std::size_t>(A.cols() * A.cols()));
  compare(A, entries(A) * static_cast<double>(A.cols()),
          {"D'D, dgemm", [&] { product.noalias() = reference.transpose() * reference; }},
          {{"D'D", [&] { gram(A, B, G); }}, {"D'D, one triangle", [&] { gram(A, A, G); }}});
}

}  // namespace

int main(int argc, char** argv) {
  return core::run(argc, argv, [](const core::Communicator& world, std::span<const std::string> arguments) {
    if (world.size() > 1) throw core::InputError("bench_kernels measures one core: start it without mpirun");
    if (arguments.size() % 2 != 0) throw core::InputError("bench_kernels takes pairs of sizes: n P n P ...");
    std::vector<std::string> sizes(arguments.begin(), arguments.end());
    if (sizes.empty()) sizes = {"1000", "5000", "5000", "20000"};
    std::cout << "Kernels: " << core::name(core::instruction_set())
              << "\n\n| kernel | n x P | G entries/s | ms | times BLAS |\n|---|---|---|---|---|" << std::endl;
    for (std::size_t k = 0; k < sizes.size(); k += 2) {
      const std::int64_t n = size_from(sizes[k]);
      const std::int64_t P = size_from(sizes[k + 1]);
      bench_products(random_bits(n, P));
      bench_gram(random_bits(n, std::min(P, gram_columns)));
    }
    return 0;
  });
}
