/// \file  Pipeline step 1: checksums that tell which data a result belongs to. Local.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>

namespace heaviside::data {

/// SHA-256 of the pieces, one after the other, as 64 hexadecimal digits.
std::string sha256(std::initializer_list<std::span<const std::byte>> pieces);
std::string sha256(std::span<const char> bytes);

}  // namespace heaviside::data
