/// \file  Files that are whole or absent: written to a temporary name, synced, renamed. Local, save read_text.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "heaviside/core/communicator.hpp"

namespace heaviside::core {

/// Receives the bytes of a file piece by piece.
using Sink = std::function<void(const void* data, std::size_t bytes)>;

/// Writes a file through `produce`; on any failure the old file stays and an InputError names the path and the reason
/// (disk full, no permission).
void write_file(const std::filesystem::path& path, const std::function<void(const Sink&)>& produce);
void write_file(const std::filesystem::path& path, const std::string& text);

/// The text of a file, on every rank.
/// \throws CollectiveError  on every rank (exit 2), with the path and the reason, where the file cannot be read
/// \note Collective: the root reads and broadcasts.
std::string read_text(const Communicator& comm, const std::filesystem::path& path);

/// Creates a folder for results with its parents; InputError if that cannot be, or if it cannot be written to.
void create_folder(const std::filesystem::path& folder);

}  // namespace heaviside::core
