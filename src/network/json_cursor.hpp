/// \file  A place in a JSON file whose content is not trusted: every fault names the file, the place, what was expected
/// and what was found. Local.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace heaviside::network {

class JsonCursor {
 public:
  /// The top of a parsed file. `value` outlives the cursor.
  JsonCursor(std::string file, const nlohmann::json& value) : JsonCursor(std::move(file), "", value) {}

  bool has(const std::string& key) const;
  JsonCursor at(const std::string& key) const;
  JsonCursor at(std::size_t index) const;
  std::size_t size() const;               ///< of an array
  std::vector<std::string> keys() const;  ///< of an object

  std::string text() const;
  std::string word(const std::vector<std::string>& allowed) const;
  bool boolean() const;
  double number() const;
  std::vector<std::string> texts() const;
  Eigen::VectorXd numbers() const;

  /// Throws core::InputError "FILE: PLACE: expected ..., found ...".
  [[noreturn]] void refuse(const std::string& expected) const;
  [[noreturn]] void refuse(const std::string& expected, const std::string& found) const;

 private:
  JsonCursor(std::string file, std::string place, const nlohmann::json& value)
      : file_(std::move(file)), place_(std::move(place)), value_(&value) {}

  std::string file_;
  std::string place_;  // neurons[3].weight
  const nlohmann::json* value_;
};

}  // namespace heaviside::network
