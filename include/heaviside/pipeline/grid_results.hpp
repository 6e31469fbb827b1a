/// \file  What is known of a grid's cells: the newest records of the store, and the table that is made of them.
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "heaviside/pipeline/grid_cells.hpp"

namespace heaviside::pipeline {

/// The record that counts of each cell, by hash: a result before a failure, of failures the last attempt. Keys: `cell`,
/// `attempt`, `method`, `code`, and `report` of a finished cell or `error` of a failed one.
using GridRecords = std::map<std::string, nlohmann::ordered_json>;

/// Reads the store of a grid's folder.
/// \param broken  receives FILE:LINE of what is no whole record
/// \note Local.
GridRecords read_records(const std::filesystem::path& folder, std::vector<std::string>& broken);

bool has_failed(const nlohmann::ordered_json& record);

/// The folder of a grid's records, within that of its results.
std::filesystem::path store_of(const std::filesystem::path& folder);

/// results.csv: a row a finished cell, in the order of the grid: the cell, its method and data set, the options that
/// the grid names, and what its report says; keys whose values depend on ranks or machine are left out. Local.
std::string results_table(const GridFile& file, const std::vector<GridCell>& cells, const GridRecords& records);

}  // namespace heaviside::pipeline
