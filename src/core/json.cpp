#include "heaviside/core/json.hpp"

namespace heaviside::core {

using nlohmann::ordered_json;

ordered_json parse_json(const std::string& text) {
  bool deep = false;
  const auto is_shallow = [&](int depth, ordered_json::parse_event_t, const ordered_json&) {
    deep = deep || depth > deepest_json;
    return !deep;
  };
  auto value = ordered_json::parse(text, is_shallow, false);
  return deep ? ordered_json(ordered_json::value_t::discarded) : value;
}

}  // namespace heaviside::core
