#include "heaviside/data/checksum.hpp"

#include <algorithm>

#include "heaviside/core/errors.hpp"
#include "heaviside/data/sha256.hpp"

namespace heaviside::data {
namespace {

constexpr std::size_t digits = 64;
const std::string opening = "\"" + checksum_name + "\": \"", closing = "\"\n}\n";

}  // namespace

std::string with_checksum(const std::string& members) {
  const std::string before = members + "\n";
  return before + opening + sha256(before) + closing;
}

void check_checksum(const std::string& file, const std::string& text, bool has_checksum) {
  const std::size_t line = text.size() - std::min(text.size(), opening.size() + digits + closing.size());
  const std::string sum = sha256(std::string_view(text).substr(0, line));
  if (text.compare(line, std::string::npos, opening + sum + closing) == 0) return;
  const bool misnamed = text.ends_with(sum + closing);
  if (!has_checksum && !misnamed) return;
  throw core::InputError(file +
                         ": was damaged or changed since it was written: its checksum is not that of its content (if "
                         "you changed it, remove the member \"" +
                         checksum_name + "\")");
}

}  // namespace heaviside::data
