#include "flats.hpp"

#include <algorithm>
#include <numeric>

#include "heaviside/arrangements/pattern.hpp"

namespace heaviside::arrangements {
namespace {

using Eigen::Index;

std::size_t as_size(Index i) { return static_cast<std::size_t>(i); }

void set_bit(Words& words, Index position) { words[as_size(position) / 64] |= std::uint64_t{1} << (position % 64); }

bool bit(const Words& words, std::size_t position) { return (words[position / 64] >> (position % 64) & 1) != 0; }

Indices select(const Indices& from, const Indices& positions) {
  Indices selected;
  selected.reserve(positions.size());
  for (const Index position : positions) selected.push_back(from[as_size(position)]);
  return selected;
}

/// The next subset of 0..n-1 of the same size in lexicographic order; false behind the last.
bool next_subset(Indices& subset, Index n) {
  const auto size = static_cast<Index>(subset.size());
  for (Index k = size - 1; k >= 0; --k) {
    if (subset[as_size(k)] == n - size + k) continue;
    std::iota(subset.begin() + k, subset.end(), subset[as_size(k)] + 1);
    return true;
  }
  return false;
}

Indices on_hyperplane(const Normal& normal) {
  Indices positions;
  for (std::size_t i = 0; i < normal.sides.size(); ++i) {
    if (normal.sides[i] == 0) positions.push_back(static_cast<Index>(i));
  }
  return positions;
}

/// Whether a basis of a flat is the first in lexicographic order: whether each other point of the flat depends on the
/// basis points before it.
bool is_first_basis(const ExactPoints& points, const Subspace& space, const Indices& basis, const Indices& flat) {
  Indices before;
  auto next = basis.begin();
  for (const Index position : flat) {
    if (next == basis.end()) return true;
    before.push_back(space.points[as_size(position)]);
    if (position == *next) {
      ++next;
      continue;
    }
    if (points.independent_columns(before, space.columns).size() == before.size()) return false;
    before.pop_back();
  }
  return true;
}

std::set<Words> all_vectors(std::size_t size) {
  std::set<Words> vectors;
  for (std::uint64_t word = 0; word < std::uint64_t{1} << size; ++word) {
    vectors.insert(vectors.end(), Words(as_size(pattern_words(static_cast<Index>(size))), word));
  }
  return vectors;
}

/// All patterns of the points of a space by themselves.
std::set<Words> patterns_of(const ExactPoints& points, const Subspace& space) {
  if (space.points.size() == space.columns.size()) return all_vectors(space.points.size());
  Words all_on(as_size(pattern_words(static_cast<Index>(space.points.size()))));
  for (std::size_t i = 0; i < space.points.size(); ++i) set_bit(all_on, static_cast<Index>(i));
  std::set<Words> patterns{all_on};  // of u = 0, where every point is a tie
  if (space.columns.empty()) return patterns;
  const auto collect = [&](const Flat& flat) {
    visit_patterns(points, space, flat, [&](int, const Words& pattern) { patterns.insert(pattern); });
  };
  visit_flats(points, space, {}, collect, [](std::int64_t) {});
  return patterns;
}

}  // namespace

void visit_flats(const ExactPoints& points, const Subspace& space, Share share,
                 const std::function<void(const Flat&)>& visit, const std::function<void(std::int64_t)>& tick) {
  const auto n = static_cast<Index>(space.points.size());
  Indices basis(space.columns.size() - 1);
  std::iota(basis.begin(), basis.end(), Index{0});
  std::int64_t number = 0;
  do {
    tick(number);
    if (number++ % share.parts != share.part) continue;
    auto normal = points.normal(select(space.points, basis), space.columns, space.points);
    if (!normal) continue;
    Indices flat = on_hyperplane(*normal);
    if (flat.size() > basis.size() && !is_first_basis(points, space, basis, flat)) continue;
    visit({std::move(flat), std::move(*normal)});
  } while (next_subset(basis, n));
}

void visit_patterns(const ExactPoints& points, const Subspace& space, const Flat& flat,
                    const std::function<void(int, const Words&)>& visit) {
  Subspace inner{select(space.points, flat.positions), {}};
  inner.columns = points.independent_columns(inner.points, space.columns);
  const std::set<Words> on_flat = patterns_of(points, inner);
  for (const int sign : {1, -1}) {
    Words around(as_size(pattern_words(static_cast<Index>(space.points.size()))));
    for (std::size_t i = 0; i < flat.normal.sides.size(); ++i)  // without a branch: sides are random
      around[i / 64] |= std::uint64_t{flat.normal.sides[i] == sign} << (i % 64);
    for (const Words& pattern : on_flat) {
      Words whole = around;
      for (std::size_t i = 0; i < flat.positions.size(); ++i) {
        if (bit(pattern, i)) set_bit(whole, flat.positions[i]);
      }
      visit(sign, whole);
    }
  }
}

}  // namespace heaviside::arrangements
