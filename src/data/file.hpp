/// \file  A file in memory, and how its faults are reported. Root only.
#pragma once

#include <filesystem>
#include <string>

namespace heaviside::data {

struct File {
  std::string name;    // the path as given
  std::string stored;  // the bytes on disk
  std::string plain;   // unpacked, where the bytes on disk are gzip
  bool packed = false;

  const std::string& bytes() const { return packed ? plain : stored; }
};

/// Reads a file whole; InputError if it is absent, a folder, unreadable, empty or not whole gzip.
File load_file(const std::string& path);

bool is_gzip(const std::string& bytes);

/// The content of gzip data of one or more members; InputError if they are truncated or corrupt.
std::string gunzip(const std::string& name, const std::string& bytes);

/// InputError "FILE: what".
[[noreturn]] void refuse(const File& file, const std::string& what);

/// InputError "FILE:LINE:COLUMN: what", both from 1.
[[noreturn]] void refuse(const File& file, std::size_t line, std::size_t column, const std::string& what);

}  // namespace heaviside::data
