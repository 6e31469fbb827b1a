#include "heaviside/core/checkpoint.hpp"

#include <xxhash.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "heaviside/core/errors.hpp"
#include "heaviside/core/files.hpp"

namespace heaviside::core {
namespace {

namespace fs = std::filesystem;

constexpr const char* newest = "checkpoint";
constexpr const char* before_it = "checkpoint.previous";

// A file: these words, the length of the state as eight bytes, the state, and the checksum of all that.
constexpr std::string_view words = "heaviside-checkpoint 1\n";
constexpr std::size_t length_bytes = 8;
constexpr std::size_t checksum_bytes = sizeof(XXH128_canonical_t);

/// Low byte first, on every machine.
std::string bytes_of(std::uint64_t number) {
  std::string bytes;
  for (std::size_t k = 0; k < length_bytes; ++k) bytes += static_cast<char>(number >> (8 * k) & 0xff);
  return bytes;
}

std::uint64_t number_of(std::string_view bytes) {
  std::uint64_t number = 0;
  for (std::size_t k = 0; k < length_bytes; ++k)
    number |= std::uint64_t{static_cast<unsigned char>(bytes[k])} << (8 * k);
  return number;
}

std::string checksum(std::string_view bytes) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes.data(), bytes.size()));
  return {reinterpret_cast<const char*>(canonical.digest), checksum_bytes};
}

void rename_file(const fs::path& from, const fs::path& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0)
    throw InputError("cannot write " + to.string() + ": " + std::strerror(errno));
}

/// What is wrong with a file; empty: nothing, and `state` is what it holds.
std::string fault_of(const fs::path& path, std::string& state) {
  std::ostringstream content;
  errno = 0;
  const std::ifstream file(path, std::ios::binary);
  content << file.rdbuf();
  if (!file.is_open() || errno != 0) return std::strerror(errno);
  const std::string text = content.str();
  if (text.size() < words.size() || !text.starts_with(words))
    return "it does not begin as a checkpoint of this program";
  const std::size_t start = words.size() + length_bytes;
  if (text.size() < start + checksum_bytes) return "it is cut off";
  const std::uint64_t length = number_of(std::string_view(text).substr(words.size()));
  const std::uint64_t held = text.size() - start - checksum_bytes;
  if (held < length) return "it is cut off";
  if (held > length) return "it is longer than it says";
  if (!text.ends_with(checksum(std::string_view(text).substr(0, start + held)))) return "its checksum is wrong";
  state = text.substr(start, held);
  return {};
}

}  // namespace

void write_checkpoint(const fs::path& folder, const std::string& state) {
  std::string content = std::string(words) + bytes_of(state.size()) + state;
  content += checksum(content);
  const fs::path next = folder / "checkpoint.next";
  write_file(next, content);  // all that can fail for want of space; what is there is not touched before
  if (fs::exists(folder / newest)) rename_file(folder / newest, folder / before_it);
  rename_file(next, folder / newest);
}

std::string read_checkpoint(const fs::path& folder, const std::function<void(const std::string&)>& tell) {
  if (!has_checkpoint(folder))
    throw InputError("there is no checkpoint in " + folder.string() +
                     ": a run leaves one where it is stopped; leave out --resume to begin from nothing");
  std::string state;
  const fs::path path = folder / newest, older = folder / before_it;
  const std::string fault = fault_of(path, state);
  if (fault.empty()) return state;
  const std::string older_fault = fault_of(older, state);
  if (!older_fault.empty())
    throw InputError("both checkpoints are damaged, and nothing is trained: " + path.string() + ": " + fault + "; " +
                     older.string() + ": " + older_fault + "; leave out --resume to begin from nothing");
  tell(path.string() + " is damaged: " + fault + "; going on from the one before it");
  return state;
}

bool has_checkpoint(const fs::path& folder) { return fs::exists(folder / newest) || fs::exists(folder / before_it); }

}  // namespace heaviside::core
