/// \file  Numbers as binary files store them. Root only.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace heaviside::data {

/// How a number is stored.
struct NumberType {
  char kind;         // i, u or f, as NumPy has it
  std::size_t size;  // bytes
  bool big_endian;
};

/// Reads a number of a fixed type from any address.
using Decoder = double (*)(const char*);

template <class Number, bool big_endian>
double decode(const char* bytes) {
  static_assert(std::endian::native == std::endian::little);
  char raw[sizeof(Number)];
  for (std::size_t b = 0; b < sizeof(Number); ++b) raw[b] = bytes[big_endian ? sizeof(Number) - 1 - b : b];
  Number number;
  std::memcpy(&number, raw, sizeof(Number));
  return static_cast<double>(number);
}

template <bool big_endian>
Decoder decoder(char kind, std::size_t size) {
  switch (kind) {
    case 'i':
      if (size == 1) return decode<std::int8_t, big_endian>;
      if (size == 2) return decode<std::int16_t, big_endian>;
      if (size == 4) return decode<std::int32_t, big_endian>;
      return size == 8 ? decode<std::int64_t, big_endian> : nullptr;
    case 'u':
      if (size == 1) return decode<std::uint8_t, big_endian>;
      if (size == 2) return decode<std::uint16_t, big_endian>;
      if (size == 4) return decode<std::uint32_t, big_endian>;
      return size == 8 ? decode<std::uint64_t, big_endian> : nullptr;
    case 'f':
      if (size == 4) return decode<float, big_endian>;
      return size == 8 ? decode<double, big_endian> : nullptr;
    default:
      return nullptr;
  }
}

/// nullptr for a type that is not known.
inline Decoder decoder(const NumberType& type) {
  return type.big_endian ? decoder<true>(type.kind, type.size) : decoder<false>(type.kind, type.size);
}

}  // namespace heaviside::data
