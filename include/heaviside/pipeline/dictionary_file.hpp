/// \file  Pipeline step 3: the dictionary as a file, for research and for independent checks.
#pragma once

#include <Eigen/Core>
#include <string>

#include "heaviside/arrangements/hyperplanes.hpp"
#include "heaviside/dictionary/dictionary.hpp"

namespace heaviside::pipeline {

/// Writes three files: `path`, uint8 .npy of P x ceil(n/8), where bit i of a row (little bit order) is the pattern at
/// sample i; beside it the hyperplanes that made the patterns, float64 .npy, a row of weights each (see
/// hyperplane_file); and the checksums of both, for `sha256sum -c` (see checksum_file).
///
/// \throws core::CollectiveError (exit 2) on every rank where a file cannot be written.
/// \note Collective: gathers the dictionary on the root, which holds it as bytes, P n / 8, meanwhile.
void save_dictionary(const std::string& path, const dictionary::Dictionary& D,
                     const arrangements::HyperplaneSource& hyperplanes);

/// The hyperplanes of a saved dictionary, whole on every rank: their weights have the given shape.
/// \throws core::CollectiveError (exit 2) on every rank where the file is not such a one, or where there are checksums
///         and one is not that of its file.
/// \note Collective: the root reads and broadcasts.
arrangements::StoredHyperplanes load_hyperplanes(const core::Communicator& comm, const std::string& path,
                                                 const arrangements::SubnetworkShape& shape);

/// Checks that D has the patterns of the file, in its order: that the hyperplanes make the same bits on this data.
/// \throws core::CollectiveError (exit 2) on every rank where they differ.
/// \note Collective: gathers the dictionary on the root.
void check_dictionary(const std::string& path, const dictionary::Dictionary& D);

/// FILE.npy -> FILE.hyperplanes.npy.
std::string hyperplane_file(const std::string& path);

/// FILE.npy -> FILE.sha256.
std::string checksum_file(const std::string& path);

}  // namespace heaviside::pipeline
