#include "file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

#include "heaviside/core/errors.hpp"

namespace heaviside::data {

File load_file(const std::string& path) {
  const auto fail = [&](const std::string& why) { throw core::InputError("cannot read " + path + ": " + why); };
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) fail("it is a folder, not a file");
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> stream(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (stream == nullptr) fail(std::strerror(errno));

  File file;
  file.name = path;
  std::vector<char> piece(std::size_t{1} << 16);  // no size is asked for: pipes have none
  std::size_t count = 0;
  while ((count = std::fread(piece.data(), 1, piece.size(), stream.get())) > 0) file.stored.append(piece.data(), count);
  if (std::ferror(stream.get()) != 0) fail(std::strerror(errno));

  file.packed = is_gzip(file.stored);
  if (file.packed) file.plain = gunzip(path, file.stored);
  if (file.bytes().empty()) refuse(file, "the file is empty");
  return file;
}

void refuse(const File& file, const std::string& what) { throw core::InputError(file.name + ": " + what); }

void refuse(const File& file, std::size_t line, std::size_t column, const std::string& what) {
  throw core::InputError(file.name + ":" + std::to_string(line) + ":" + std::to_string(column) + ": " + what);
}

}  // namespace heaviside::data
