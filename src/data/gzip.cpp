#include <zlib.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "file.hpp"
#include "heaviside/core/errors.hpp"

namespace heaviside::data {
namespace {

constexpr std::size_t piece_bytes = std::size_t{1} << 16;

/// zlib's state for gzip data, freed at the end of scope.
class Inflater {
 public:
  Inflater() {
    constexpr int gzip_window = 15 + 16;
    if (inflateInit2(&state, gzip_window) != Z_OK) throw std::runtime_error("zlib cannot be initialised");
  }
  ~Inflater() { inflateEnd(&state); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  z_stream state{};
};

}  // namespace

bool is_gzip(const std::string& bytes) { return bytes.starts_with("\x1f\x8b"); }

std::string gunzip(const std::string& name, const std::string& bytes) {
  Inflater inflater;
  z_stream& state = inflater.state;
  std::string plain;
  std::vector<char> piece(piece_bytes);
  std::size_t position = 0;
  int status = Z_OK;
  do {
    if (status == Z_STREAM_END) inflateReset(&state);  // another member follows
    const std::size_t given = std::min(piece_bytes, bytes.size() - position);
    state.next_in = reinterpret_cast<z_const Bytef*>(const_cast<char*>(bytes.data() + position));
    state.avail_in = static_cast<uInt>(given);
    state.next_out = reinterpret_cast<Bytef*>(piece.data());
    state.avail_out = static_cast<uInt>(piece_bytes);
    status = inflate(&state, Z_NO_FLUSH);
    position += given - state.avail_in;
    plain.append(piece.data(), piece_bytes - state.avail_out);
    if (status == Z_BUF_ERROR) throw core::InputError(name + ": the gzip data are truncated");
    if (status == Z_MEM_ERROR) throw std::bad_alloc();
    if (status != Z_OK && status != Z_STREAM_END) {
      throw core::InputError(name + ": the gzip data are corrupt (" + (state.msg != nullptr ? state.msg : "zlib") +
                             ")");
    }
  } while (status != Z_STREAM_END || position < bytes.size());
  return plain;
}

}  // namespace heaviside::data
