#include <algorithm>

#include "heaviside/core/options.hpp"
#include "option_values.hpp"

namespace heaviside::core {
namespace {

template <class T>
nlohmann::ordered_json json_of(const T& value) {
  return value;
}
template <class T>
nlohmann::ordered_json json_of(const std::optional<T>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

bool assign_on_off(bool& field, const std::string& text) {
  if (text != "on" && text != "off") return false;
  field = text == "on";
  return true;
}

template <class Field>
std::function<nlohmann::ordered_json()> value_of(const Field& field) {
  return [&field] { return json_of(field); };
}

template <class Field>
std::function<bool(const std::string&)> assign_number(Field& field, Interval range) {
  return [&field, range](const std::string& text) {
    const auto value = parse_number<double>(text);
    if (!value || !range.contains(*value)) return false;
    field = *value;
    return true;
  };
}

template <class Field>
std::function<bool(const std::string&)> assign_text(Field& field) {
  return [&field](const std::string& text) {
    field = text;
    return true;
  };
}

/// Letters to insert, delete or replace to turn one word into another [Levenshtein].
std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, replaced}));
    }
  }
  return row.back();
}

}  // namespace

OptionTable::OptionTable(std::string usage, std::string summary)
    : usage_(std::move(usage)), summary_(std::move(summary)) {}

OptionTable& OptionTable::add(Row row) {
  const auto value = row.kind == Kind::option ? row.value() : nlohmann::ordered_json();
  if (value.is_string()) row.default_text = value.get<std::string>();
  if (value.is_number_integer()) row.default_text = value.dump();
  if (value.is_number_float()) row.default_text = number_text(value.get<double>());
  rows_.push_back(std::move(row));
  return *this;
}

OptionTable& OptionTable::exclusive(const std::string& one, const std::string& other) {
  exclusive_.emplace_back(one, other);
  return *this;
}

OptionTable::Row* OptionTable::find(const std::string& name) {
  const auto row = std::find_if(rows_.begin(), rows_.end(), [&](const Row& r) { return r.name == name; });
  return row == rows_.end() ? nullptr : &*row;
}

/// The known name that is most like an unknown one; empty if none is near.
std::string OptionTable::nearest_name(const std::string& name) const {
  std::string nearest;
  std::size_t smallest = std::max<std::size_t>(2, name.size() / 3) + 1;
  for (const auto& row : rows_) {
    const std::size_t distance = edit_distance(name, row.name);
    if (distance < smallest) nearest = row.name;
    smallest = std::min(smallest, distance);
  }
  return nearest;
}

OptionTable& OptionTable::positional(std::string& field, const std::string& name, const std::string& help) {
  std::string key = name;
  std::transform(key.begin(), key.end(), key.begin(), [](unsigned char c) { return std::tolower(c); });
  return add({Kind::positional, key, name, help, "", assign_text(field), value_of(field)});
}

OptionTable& OptionTable::text(std::string& field, const std::string& name, const std::string& help,
                               const std::string& placeholder) {
  return add({Kind::option, name, placeholder, help, "", assign_text(field), value_of(field)});
}

OptionTable& OptionTable::text(std::optional<std::string>& field, const std::string& name, const std::string& help,
                               const std::string& placeholder) {
  return add({Kind::option, name, placeholder, help, "", assign_text(field), value_of(field)});
}

OptionTable& OptionTable::number(double& field, const std::string& name, Interval range, const std::string& help) {
  return add({Kind::option, name, "X", help, range.text(), assign_number(field, range), value_of(field)});
}

OptionTable& OptionTable::number(std::optional<double>& field, const std::string& name, Interval range,
                                 const std::string& help) {
  return add({Kind::option, name, "X", help, range.text(), assign_number(field, range), value_of(field)});
}

OptionTable& OptionTable::integer(std::int64_t& field, const std::string& name, std::int64_t low,
                                  const std::string& help, const std::map<std::string, std::int64_t>& words,
                                  const std::vector<std::string>& later) {
  const auto assign = [&field, low, words](const std::string& text) {
    const auto word = words.find(text);
    const auto value = word != words.end() ? word->second : parse_number<std::int64_t>(text);
    if (!value || (word == words.end() && *value < low)) return false;
    field = *value;
    return true;
  };
  const auto value = [&field, words]() -> nlohmann::ordered_json {
    for (const auto& [word, meaning] : words) {
      if (field == meaning) return word;
    }
    return field;
  };
  std::string expected = "an integer of at least " + std::to_string(low);
  for (const auto& [word, meaning] : words) expected += " or '" + word + "'";
  return add({Kind::option, name, "N", help, expected, assign, value, later});
}

OptionTable& OptionTable::integer(std::uint64_t& field, const std::string& name, std::uint64_t low,
                                  const std::string& help) {
  const auto assign = [&field, low](const std::string& text) {
    const auto value = parse_number<std::uint64_t>(text);
    if (!value || *value < low) return false;
    field = *value;
    return true;
  };
  const std::string expected =
      "an integer from " + std::to_string(low) + " to " + std::to_string(std::numeric_limits<std::uint64_t>::max());
  return add({Kind::option, name, "N", help, expected, assign, value_of(field)});
}

OptionTable& OptionTable::integers(std::vector<std::int64_t>& field, const std::string& name, std::int64_t low,
                                   const std::string& help) {
  const auto assign = [&field, low](const std::string& text) {
    std::vector<std::int64_t> values;
    for (const auto& word : split(text, ',')) {
      const auto value = parse_number<std::int64_t>(word);
      if (!value || *value < low) return false;
      values.push_back(*value);
    }
    field = values;
    return true;
  };
  const std::string expected = "integers of at least " + std::to_string(low) + " with commas between them";
  return add({Kind::option, name, "N,...", help, expected, assign, value_of(field)});
}

OptionTable& OptionTable::choice(std::string& field, const std::string& name, const std::vector<std::string>& available,
                                 const std::vector<std::string>& later, const std::string& help) {
  const auto assign = [&field, available](const std::string& text) {
    if (std::find(available.begin(), available.end(), text) == available.end()) return false;
    field = text;
    return true;
  };
  const std::string expected = "one of " + join(available, ", ");
  return add({Kind::option, name, "WORD", help, expected, assign, value_of(field), later});
}

OptionTable& OptionTable::on_off(bool& field, const std::string& name, const std::string& help) {
  const auto assign = [&field](const std::string& text) { return assign_on_off(field, text); };
  const auto value = [&field]() -> nlohmann::ordered_json { return field ? "on" : "off"; };
  return add({Kind::option, name, "WORD", help, "on or off", assign, value});
}

OptionTable& OptionTable::flag(bool& field, const std::string& name, const std::string& help) {
  const auto assign = [&field](const std::string& text) { return assign_on_off(field, text); };
  return add({Kind::flag, name, "", help, "on or off", assign, value_of(field)});
}

OptionTable& OptionTable::duration(std::optional<double>& field, const std::string& name, const std::string& help) {
  const auto assign = [&field](const std::string& text) {
    const auto seconds = parse_duration(text);
    if (!seconds || !Interval::above(0).contains(*seconds)) return false;
    field = *seconds;
    return true;
  };
  return add(
      {Kind::option, name, "TIME", help, "a time over 0 such as 90, 90s, 15m, 2h or 1:30:00", assign, value_of(field)});
}

OptionTable& OptionTable::list(std::vector<std::string>& field, const std::string& name, const std::string& help) {
  const auto assign = [&field](const std::string& text) {
    const auto words = split(text, ',');
    if (std::find(words.begin(), words.end(), "") != words.end()) return false;
    field = words;
    return true;
  };
  return add({Kind::option, name, "NAME,...", help, "names with commas between them", assign, value_of(field)});
}

OptionTable& OptionTable::later(const std::string& name, const std::string& help) {
  return add({Kind::later, name, "", help + " (not available yet)", "", {}, {}});
}

}  // namespace heaviside::core
