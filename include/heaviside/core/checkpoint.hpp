/// \file  Checkpoint files: two generations of a state in a folder, each checksummed, whole or absent. What is in them
/// is not known here. Local: for the root.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace heaviside::core {

/// Makes a state the newest generation in a folder, synced to disk; the newest so far becomes the one before it.
/// \throws InputError  with path and reason where it cannot be written (disk full, no permission, no such folder): the
///         generations that are there stay as they are
void write_checkpoint(const std::filesystem::path& folder, const std::string& state);

/// The state of the newest generation that is sound.
///
/// A file that was cut off, or of which any bit was changed, is not: its length and a checksum (XXH3, 128 bits) say so.
///
/// \param tell  is told, in a sentence, what is wrong with a newer generation than the one that is returned
/// \throws InputError  where none is sound, or there is none at all
std::string read_checkpoint(const std::filesystem::path& folder, const std::function<void(const std::string&)>& tell);

/// Whether a folder has a checkpoint, sound or not.
bool has_checkpoint(const std::filesystem::path& folder);

}  // namespace heaviside::core
