/// \file  What the tests of the readers share: files with given content, and the message of a refusal.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "heaviside/core/errors.hpp"
#include "heaviside/data/read.hpp"

namespace reading {

/// A file that lives as long as the object does.
class TemporaryFile {
 public:
  TemporaryFile(const std::string& name, const std::string& content)
      : path_(std::filesystem::temp_directory_path() / ("heaviside-" + std::to_string(getpid()) + "-" + name)) {
    std::ofstream(path_, std::ios::binary).write(content.data(), static_cast<std::streamsize>(content.size()));
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

inline heaviside::data::Table read(const heaviside::data::ReadOptions& options) {
  const auto self = heaviside::core::Communicator::self();
  heaviside::core::Log log(self, true);
  return heaviside::data::read_table(self, options, log);
}

inline heaviside::data::Table read_text(const std::string& text, heaviside::data::ReadOptions options = {}) {
  const TemporaryFile file("table.txt", text);
  options.source = file.path();
  return read(options);
}

/// The message of a refusal (exit 2), with the path written as FILE; empty where nothing was refused.
inline std::string refusal(heaviside::data::ReadOptions options) {
  try {
    read(options);
  } catch (const heaviside::core::CollectiveError& error) {
    if (error.code() != heaviside::core::ExitCode::bad_input) return "wrong exit code";
    std::string message = error.what();
    const auto at = message.find(options.source);
    if (at != std::string::npos) message.replace(at, options.source.size(), "FILE");
    return message;
  }
  return {};
}

inline std::string refusal_of_text(const std::string& text, heaviside::data::ReadOptions options = {}) {
  const TemporaryFile file("table.txt", text);
  options.source = file.path();
  return refusal(options);
}

}  // namespace reading
