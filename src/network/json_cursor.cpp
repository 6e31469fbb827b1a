#include "json_cursor.hpp"

#include <algorithm>

#include "heaviside/core/errors.hpp"

namespace heaviside::network {
namespace {

using nlohmann::json;

constexpr std::size_t longest_quotation = 40;

/// A value as an error message shows it.
std::string shown(const json& value) {
  if (value.is_array()) return "an array of " + std::to_string(value.size());
  if (value.is_object()) return "an object";
  const std::string text = value.dump(-1, ' ', true, json::error_handler_t::replace);
  return text.size() <= longest_quotation ? text : text.substr(0, longest_quotation) + "...";
}

}  // namespace

void JsonCursor::refuse(const std::string& expected) const { refuse(expected, shown(*value_)); }

void JsonCursor::refuse(const std::string& expected, const std::string& found) const {
  throw core::InputError(file_ + ": " + (place_.empty() ? "" : place_ + ": ") + "expected " + expected + ", found " +
                         found);
}

bool JsonCursor::has(const std::string& key) const { return value_->is_object() && value_->contains(key); }

JsonCursor JsonCursor::at(const std::string& key) const {
  if (!value_->is_object()) refuse("an object");
  const auto member = value_->find(key);
  if (member == value_->end()) refuse("\"" + key + "\"", "no such key");
  return {file_, place_.empty() ? key : place_ + "." + key, *member};
}

JsonCursor JsonCursor::at(std::size_t index) const {
  return {file_, place_ + "[" + std::to_string(index) + "]", value_->at(index)};
}

std::size_t JsonCursor::size() const {
  if (!value_->is_array()) refuse("an array");
  return value_->size();
}

std::vector<std::string> JsonCursor::keys() const {
  if (!value_->is_object()) refuse("an object");
  std::vector<std::string> keys;
  for (const auto& member : value_->items()) keys.push_back(member.key());
  return keys;
}

std::string JsonCursor::text() const {
  if (!value_->is_string()) refuse("a text");
  return value_->get<std::string>();
}

std::string JsonCursor::word(const std::vector<std::string>& allowed) const {
  if (value_->is_string() && std::find(allowed.begin(), allowed.end(), *value_) != allowed.end()) return text();
  std::string expected;
  for (const auto& candidate : allowed) expected += (expected.empty() ? "\"" : " or \"") + candidate + "\"";
  refuse(expected);
}

bool JsonCursor::boolean() const {
  if (!value_->is_boolean()) refuse("true or false");
  return value_->get<bool>();
}

double JsonCursor::number() const {
  if (!value_->is_number()) refuse("a number");
  return value_->get<double>();
}

std::vector<std::string> JsonCursor::texts() const {
  std::vector<std::string> texts;
  for (std::size_t k = 0; k < size(); ++k) texts.push_back(at(k).text());
  return texts;
}

Eigen::VectorXd JsonCursor::numbers() const {
  Eigen::VectorXd numbers(static_cast<Eigen::Index>(size()));
  for (std::size_t k = 0; k < size(); ++k) {
    const json& element = (*value_)[k];
    if (!element.is_number()) at(k).refuse("a number");
    numbers[static_cast<Eigen::Index>(k)] = element.get<double>();
  }
  return numbers;
}

}  // namespace heaviside::network
