/// \file  The cells of a grid: each combination of a grid file once, with the name that its content gives it.
#pragma once

#include "heaviside/core/log.hpp"
#include "heaviside/pipeline/grid_file.hpp"
#include "heaviside/pipeline/grid_method.hpp"

namespace heaviside::pipeline {

struct GridCell {
  /// First 16 digits of the SHA-256 of method, options and data: the same for the same work, wherever the files lie,
  /// in whatever order and with whatever defaults the options were given.
  std::string hash;
  GridPoint point;
  double cost = 0;  ///< GridMethod::cost
};

/// Checks every option of every combination, reads the data sets once to know their checksums and sizes, and leaves out
/// combinations that are the same work as an earlier one.
/// \throws core::CollectiveError (exit 2) on every rank, "GRID:LINE: what": unknown methods, options and values,
///         options that exclude each other or that a cell cannot have, no data, files that cannot be read. Data that
///         can be read but are bad are no error: their cells will fail.
/// \note Collective: the root reads and broadcasts.
std::vector<GridCell> grid_cells(const core::Communicator& comm, const GridFile& file, GridMethods methods,
                                 core::Log& log);

/// A run of a point's method with its options set. The point was checked.
std::unique_ptr<GridMethod> make_run(const GridPoint& point, GridMethods methods);

}  // namespace heaviside::pipeline
