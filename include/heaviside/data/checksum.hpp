/// \file  Files that say their own SHA-256, so that damage is known: JSON objects whose last member, on a line of its
/// own, is that of all that stands before. Local.
#pragma once

#include <string>

namespace heaviside::data {

inline const std::string checksum_name = "sha256";

/// The text of an object, from its beginning to the comma after its last member, with its checksum and its end.
std::string with_checksum(const std::string& members);

/// A file without a checksum was made by other means, and is taken as it is.
/// \param has_checksum  whether the object has a member of that name
/// \throws core::InputError  naming the file, where its checksum is not that of its content
void check_checksum(const std::string& file, const std::string& text, bool has_checksum);

}  // namespace heaviside::data
