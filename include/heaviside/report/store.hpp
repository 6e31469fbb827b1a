/// \file  Records that survive whatever ends the program: appended, checksummed, synced, one a line.
#pragma once

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace heaviside::report {

/// One writer's file of records. A line is the first 16 digits of the record's SHA-256, a blank, and the record as
/// JSON.
///
/// Only a whole line counts, so a record that was being written when the machine stopped is as if it never was.
class StoreWriter {
 public:
  /// Opens DIR/NAME.records, with the folder, for appending, and locks it until this writer is gone.
  /// \throws core::InputError  where it cannot be opened, or another program writes to it
  StoreWriter(const std::filesystem::path& folder, const std::string& name);
  ~StoreWriter();
  StoreWriter(const StoreWriter&) = delete;
  StoreWriter& operator=(const StoreWriter&) = delete;

  /// The record is on disk when this returns.
  /// \throws core::InputError  where it cannot be written
  void append(const nlohmann::ordered_json& record);

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
};

struct StoreContent {
  std::vector<nlohmann::ordered_json> records;  ///< files by name, records as they were appended
  std::vector<std::string> broken;              ///< FILE:LINE of what is no whole record: cut off, or damaged
};

/// What every file in the folder has; nothing where there is no folder.
/// \param is_whole  whether a record has the keys that its readers rely on; else it counts as broken
StoreContent read_store(
    const std::filesystem::path& folder,
    const std::function<bool(const nlohmann::ordered_json&)>& is_whole = [](const auto&) { return true; });

/// Runs `action` while no other program does the same with this folder, which must exist.
/// \throws core::InputError  where the lock cannot be opened
void alone_in(const std::filesystem::path& folder, const std::function<void()>& action);

}  // namespace heaviside::report
