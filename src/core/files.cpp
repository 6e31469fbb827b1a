#include "heaviside/core/files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <memory>
#include <sstream>
#include <utility>

#include "heaviside/core/errors.hpp"

namespace heaviside::core {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path) {
  throw InputError("cannot write " + path.string() + ": " + std::strerror(errno));
}

/// A file under a temporary name, removed unless it is renamed.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::filesystem::path& target)
      : target_(target), path_(target.string() + ".tmp"), file_(std::fopen(path_.c_str(), "wb")) {
    if (file_ == nullptr) fail(target_);
  }
  ~TemporaryFile() {
    if (file_ == nullptr) return;
    std::fclose(file_);
    std::remove(path_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  void write(const void* data, std::size_t bytes) {
    if (std::fwrite(data, 1, bytes, file_) != bytes) fail(target_);
  }
  void commit() {
    if (std::fflush(file_) != 0 || fsync(fileno(file_)) != 0) fail(target_);
    if (std::rename(path_.c_str(), target_.c_str()) != 0) fail(target_);
    std::fclose(std::exchange(file_, nullptr));
    sync_folder();
  }

 private:
  void sync_folder() const {
    const auto folder = target_.has_parent_path() ? target_.parent_path() : std::filesystem::path(".");
    const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY);
    if (descriptor < 0) return;  // the rename is done; some file systems do not open folders
    fsync(descriptor);
    close(descriptor);
  }

  std::filesystem::path target_;
  std::string path_;
  std::FILE* file_;
};

}  // namespace

void write_file(const std::filesystem::path& path, const std::function<void(const Sink&)>& produce) {
  TemporaryFile file(path);
  produce([&](const void* data, std::size_t bytes) { file.write(data, bytes); });
  file.commit();
}

void write_file(const std::filesystem::path& path, const std::string& text) {
  write_file(path, [&](const Sink& sink) { sink(text.data(), text.size()); });
}

std::string read_text(const Communicator& comm, const std::filesystem::path& path) {
  std::string text;
  comm.on_root([&] {
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    text = content.str();
    if (errno != 0 || !file.is_open()) throw InputError("cannot read " + path.string() + ": " + std::strerror(errno));
  });
  return comm.broadcast(text);
}

void create_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw InputError("cannot create folder " + folder.string() + ": " + error.message());
  if (access(folder.c_str(), W_OK) != 0) fail(folder);
}

}  // namespace heaviside::core
