/// \file  Files that are whole or absent: written to a temporary name, synced, renamed. Local.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace heaviside::core {

/// Receives the bytes of a file piece by piece.
using Sink = std::function<void(const void* data, std::size_t bytes)>;

/// Writes a file through `produce`; on any failure the old file stays and an InputError names the path and the reason
/// (disk full, no permission).
void write_file(const std::filesystem::path& path, const std::function<void(const Sink&)>& produce);
void write_file(const std::filesystem::path& path, const std::string& text);

/// Creates a folder for results with its parents; InputError if that cannot be, or if it cannot be written to.
void create_folder(const std::filesystem::path& folder);

}  // namespace heaviside::core
