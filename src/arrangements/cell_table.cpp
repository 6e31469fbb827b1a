#include "cell_table.hpp"

#include <xxhash.h>

#include <algorithm>
#include <cmath>

namespace heaviside::arrangements {
namespace {

/// Of a ray's entries; finer than a double's rounding of most of them, and 2^67 rays can be added.
constexpr int fraction_bits = 60;

}  // namespace

CellTable::CellTable(std::size_t words, Eigen::Index inputs)
    : length_(words),
      inputs_(static_cast<std::size_t>(inputs)),
      ray_(inputs_),
      index_(0, HashCell{this}, SameCell{this}) {}

std::size_t CellTable::hash(std::span<const std::uint64_t> pattern) {
  return XXH3_64bits(pattern.data(), pattern.size_bytes());
}

bool CellTable::SameCell::operator()(std::int64_t a, std::int64_t b) const {
  return std::ranges::equal(table->pattern(a), table->pattern(b));
}

std::span<const std::uint64_t> CellTable::pattern(std::int64_t cell) const {
  return std::span(words_).subspan(static_cast<std::size_t>(cell) * length_, length_);
}

void CellTable::add(std::span<const std::uint64_t> pattern, int sign, const Eigen::VectorXd& ray) {
  for (std::size_t k = 0; k < inputs_; ++k)
    ray_[k] = sign * std::llround(std::ldexp(ray[static_cast<Eigen::Index>(k)], fraction_bits));
  add_sum(pattern, ray_);
}

void CellTable::add_sum(std::span<const std::uint64_t> pattern, std::span<const Fixed> sum) {
  words_.insert(words_.end(), pattern.begin(), pattern.end());  // the candidate, so that the index can compare it
  const auto [cell, is_new] = index_.insert(size());
  if (is_new) {
    sums_.insert(sums_.end(), sum.begin(), sum.end());
    return;
  }
  words_.resize(words_.size() - length_);
  Fixed* const total = sums_.data() + static_cast<std::size_t>(*cell) * inputs_;
  for (std::size_t k = 0; k < inputs_; ++k) total[k] += sum[k];
}

Eigen::VectorXd CellTable::direction(std::int64_t cell) const {
  const Fixed* const sum = sums_.data() + static_cast<std::size_t>(cell) * inputs_;
  Eigen::VectorXd u(static_cast<Eigen::Index>(inputs_));
  std::transform(sum, sum + inputs_, u.begin(), [](Fixed value) { return static_cast<double>(value); });
  return u / u.cwiseAbs().maxCoeff();
}

void CellTable::gather_cells(const core::Communicator& comm) {
  const auto ranks = static_cast<std::size_t>(comm.size());
  std::vector<std::vector<std::uint64_t>> patterns(ranks);
  std::vector<std::vector<Fixed>> sums(ranks);
  for (std::int64_t cell = 0; cell < size(); ++cell) {
    const auto words = pattern(cell);
    const std::size_t owner = hash(words) % ranks;
    const auto sum = std::span(sums_).subspan(static_cast<std::size_t>(cell) * inputs_, inputs_);
    patterns[owner].insert(patterns[owner].end(), words.begin(), words.end());
    sums[owner].insert(sums[owner].end(), sum.begin(), sum.end());
  }
  index_.clear();
  words_.clear();
  sums_.clear();
  patterns = comm.exchange(patterns);
  sums = comm.exchange(sums);
  for (std::size_t rank = 0; rank < ranks; ++rank) {
    const std::size_t count = patterns[rank].size() / length_;
    for (std::size_t k = 0; k < count; ++k)
      add_sum(std::span(patterns[rank]).subspan(k * length_, length_),
              std::span(sums[rank]).subspan(k * inputs_, inputs_));
  }
}

}  // namespace heaviside::arrangements
