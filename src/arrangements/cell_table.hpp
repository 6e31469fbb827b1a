/// \file  Cells of an arrangement by their patterns, each with the sum of its rays.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <unordered_set>
#include <vector>

#include "heaviside/core/communicator.hpp"

namespace heaviside::arrangements {

/// Sums are in fixed point, so that neither the order of the rays nor the number of ranks changes a bit.
class CellTable {
 public:
  __extension__ using Fixed = __int128;

  /// \param words  of a pattern
  /// \param inputs  entries of a ray
  CellTable(std::size_t words, Eigen::Index inputs);
  CellTable(const CellTable&) = delete;
  CellTable& operator=(const CellTable&) = delete;

  /// Adds sign * ray to the cell of a pattern; a cell that is not there yet begins at 0.
  /// \param ray  entries of at most 1 in size
  void add(std::span<const std::uint64_t> pattern, int sign, const Eigen::VectorXd& ray);

  std::int64_t size() const { return static_cast<std::int64_t>(index_.size()); }
  std::span<const std::uint64_t> pattern(std::int64_t cell) const;

  /// The sum of the rays, scaled to a largest entry of 1. Local.
  Eigen::VectorXd direction(std::int64_t cell) const;

  /// Brings each cell, with its rays of all ranks, to the one rank that its pattern's hash chooses.
  /// \note Collective: sends the cells that others are to have.
  void gather_cells(const core::Communicator& comm);

 private:
  struct HashCell {
    const CellTable* table;
    std::size_t operator()(std::int64_t cell) const { return table->hash(table->pattern(cell)); }
  };
  struct SameCell {
    const CellTable* table;
    bool operator()(std::int64_t a, std::int64_t b) const;
  };
  static std::size_t hash(std::span<const std::uint64_t> pattern);
  void add_sum(std::span<const std::uint64_t> pattern, std::span<const Fixed> sum);

  std::size_t length_;
  std::size_t inputs_;
  std::vector<std::uint64_t> words_;  // cell after cell
  std::vector<Fixed> sums_;           // cell after cell
  std::vector<Fixed> ray_;            // that is being added
  std::unordered_set<std::int64_t, HashCell, SameCell> index_;
};

}  // namespace heaviside::arrangements
