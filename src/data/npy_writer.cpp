#include "heaviside/core/files.hpp"
#include "heaviside/data/npy.hpp"
#include "heaviside/data/sha256.hpp"

namespace heaviside::data {
namespace {

/// Magic, version 1.0, and the Python dictionary that describes an array in row order, padded to 64 bytes in all.
std::string header(const std::string& type, Eigen::Index rows, Eigen::Index cols) {
  std::string text = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + std::to_string(rows) + ", " +
                     std::to_string(cols) + "), }";
  constexpr std::size_t fixed = 10;
  constexpr std::size_t alignment = 64;
  while ((fixed + text.size() + 1) % alignment != 0) text += ' ';
  text += '\n';
  const auto length = static_cast<unsigned>(text.size());
  std::string bytes = "\x93NUMPY";
  bytes += {'\x01', '\x00', static_cast<char>(length & 0xff), static_cast<char>(length >> 8)};
  return bytes + text;
}

std::string write(const std::string& path, const std::string& head, std::span<const std::byte> values) {
  core::write_file(path, [&](const core::Sink& sink) {
    sink(head.data(), head.size());
    sink(values.data(), values.size());
  });
  return sha256({std::as_bytes(std::span(head)), values});
}

}  // namespace

std::string write_npy(const std::string& path, Eigen::Index rows, Eigen::Index cols,
                      std::span<const std::uint8_t> values) {
  return write(path, header("|u1", rows, cols), std::as_bytes(values));
}

std::string write_npy(const std::string& path, Eigen::Index rows, Eigen::Index cols, std::span<const double> values) {
  return write(path, header("<f8", rows, cols), std::as_bytes(values));
}

}  // namespace heaviside::data
