/// \file  Pipeline step 6: the model file, model.json.
#pragma once

#include <filesystem>

#include "heaviside/core/communicator.hpp"
#include "heaviside/network/threshold_network.hpp"

namespace heaviside::network {

/// Writes a network as JSON, a neuron a line; every number reads back as the same double. The same network gives the
/// same bytes; the last of them are a checksum of the others. Local: for the root.
/// \throws core::InputError      where the file cannot be written
/// \throws core::NumericalError  where a number of the network is NaN or infinite
void write_model(const std::filesystem::path& path, const Network& network);

/// Reads what write_model wrote, or another made in its format; that may lack the checksum. Nothing of the file is
/// trusted: checksum, shapes, names and numbers are checked.
/// \throws core::CollectiveError on every rank (exit 2): "FILE: neurons[3].weight: expected a number, found "x""
/// \note Collective: the root reads and broadcasts the text.
Network read_model(const core::Communicator& comm, const std::filesystem::path& path);

}  // namespace heaviside::network
