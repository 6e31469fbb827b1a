#include "heaviside/report/store.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "heaviside/core/errors.hpp"
#include "heaviside/core/files.hpp"
#include "heaviside/core/json.hpp"
#include "heaviside/data/sha256.hpp"

namespace heaviside::report {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t checksum_digits = 16;
constexpr const char* extension = ".records";

[[noreturn]] void fail(const std::filesystem::path& path) {
  throw core::InputError("cannot write " + path.string() + ": " + std::strerror(errno));
}

int open_for_appending(const std::filesystem::path& path) {
  const int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (descriptor < 0) fail(path);
  return descriptor;
}

/// An open file, closed at the end, which gives up its locks.
class Descriptor {
 public:
  explicit Descriptor(const std::filesystem::path& path) : descriptor_(open_for_appending(path)) {}
  ~Descriptor() { close(descriptor_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

std::string checksum(const std::string& text) { return data::sha256(text).substr(0, checksum_digits); }

/// The record of a line; discarded where the line is not whole.
ordered_json record_of(const std::string& line) {
  const ordered_json broken(ordered_json::value_t::discarded);
  if (line.size() <= checksum_digits + 1) return broken;
  const std::string text = line.substr(checksum_digits + 1);
  return line.starts_with(checksum(text) + " ") ? core::parse_json(text) : broken;
}

}  // namespace

StoreWriter::StoreWriter(const std::filesystem::path& folder, const std::string& name)
    : path_(folder / (name + extension)) {
  core::create_folder(folder);
  descriptor_ = open_for_appending(path_);
  if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    const bool busy = errno == EWOULDBLOCK;
    close(descriptor_);
    if (busy) throw core::InputError(path_.string() + ": another run is writing to it; wait for its end");
    fail(path_);
  }
}

StoreWriter::~StoreWriter() { close(descriptor_); }

void StoreWriter::append(const ordered_json& record) {
  const std::string text = record.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  std::string line = checksum(text) + " " + text + "\n";
  char last = '\n';
  const off_t end = lseek(descriptor_, 0, SEEK_END);
  if (end > 0 && pread(descriptor_, &last, 1, end - 1) == 1 && last != '\n') line = "\n" + line;  // cut off: ends here
  const char* rest = line.data();
  for (std::size_t left = line.size(); left > 0;) {
    const ssize_t written = write(descriptor_, rest, left);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(path_);
    rest += written;
    left -= static_cast<std::size_t>(written);
  }
  if (fdatasync(descriptor_) != 0) fail(path_);
}

StoreContent read_store(const std::filesystem::path& folder, const std::function<bool(const ordered_json&)>& is_whole) {
  std::vector<std::filesystem::path> paths;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
    if (entry.path().extension() == extension) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  StoreContent content;
  for (const auto& path : paths) {
    std::ifstream file(path);
    std::int64_t number = 0;
    for (std::string line; std::getline(file, line);) {
      ++number;
      auto record = record_of(line);
      if (record.is_discarded() || !is_whole(record)) {
        content.broken.push_back(path.string() + ":" + std::to_string(number));
      } else {
        content.records.push_back(std::move(record));
      }
    }
  }
  return content;
}

void alone_in(const std::filesystem::path& folder, const std::function<void()>& action) {
  const Descriptor lock(folder / "lock");
  if (flock(lock.get(), LOCK_EX) != 0) fail(folder / "lock");
  action();
}

}  // namespace heaviside::report
