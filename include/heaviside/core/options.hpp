/// \file  One table of options: field -> flag, config key, default, range, help. The command line and the config file
/// are read through it, the help text and the report's `options` are written from it.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "heaviside/core/communicator.hpp"

namespace heaviside::core {

/// Real numbers that an option takes; infinite bounds are none.
struct Interval {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool has_low = false;   ///< low itself is allowed
  bool has_high = false;  ///< high itself is allowed

  static constexpr Interval open(double low, double high) { return {low, high, false, false}; }
  static constexpr Interval left_open(double low, double high) { return {low, high, false, true}; }
  static constexpr Interval closed(double low, double high) { return {low, high, true, true}; }
  static constexpr Interval above(double low) { return {.low = low}; }
  static constexpr Interval at_least(double low) { return {.low = low, .has_low = true}; }

  bool contains(double value) const;
  std::string text() const;  ///< "a number in (0, 1]", "a number over 0"
};

/// The options of one subcommand, bound to the fields that they fill. A field's value when it is bound is the default.
///
/// A row is a flag `--name` and a config key `name` alike. The fields must outlive the table.
class OptionTable {
 public:
  /// \param usage    "heaviside train DATA [options]"
  /// \param summary  what the subcommand does, for the help text
  OptionTable(std::string usage, std::string summary);

  /// An argument without a flag, in the order of these calls; required. In a config file its key is `name`, lower case.
  OptionTable& positional(std::string& field, const std::string& name, const std::string& help);

  OptionTable& text(std::string& field, const std::string& name, const std::string& help,
                    const std::string& placeholder);
  OptionTable& text(std::optional<std::string>& field, const std::string& name, const std::string& help,
                    const std::string& placeholder);

  /// A finite number in an interval, the whole value and nothing else.
  OptionTable& number(double& field, const std::string& name, Interval range, const std::string& help);
  OptionTable& number(std::optional<double>& field, const std::string& name, Interval range, const std::string& help);

  /// An integer of at least `low`, or one of `words`, which stand for integers (outside the range, as a rule). A word
  /// in `later` is refused as not available yet.
  OptionTable& integer(std::int64_t& field, const std::string& name, std::int64_t low, const std::string& help,
                       const std::map<std::string, std::int64_t>& words = {},
                       const std::vector<std::string>& later = {});
  OptionTable& integer(std::uint64_t& field, const std::string& name, std::uint64_t low, const std::string& help);

  /// Integers of at least `low` with commas between them.
  OptionTable& integers(std::vector<std::int64_t>& field, const std::string& name, std::int64_t low,
                        const std::string& help);

  /// One word of `available`; a word in `later` is refused as not available yet.
  OptionTable& choice(std::string& field, const std::string& name, const std::vector<std::string>& available,
                      const std::vector<std::string>& later, const std::string& help);

  /// `--name on` or `--name off`.
  OptionTable& on_off(bool& field, const std::string& name, const std::string& help);

  /// `--name` alone makes the field true; in a config file `name = on` or `name = off`.
  OptionTable& flag(bool& field, const std::string& name, const std::string& help);

  /// A time over zero, in seconds: 90, 90s, 15m, 2h or 1:30:00.
  OptionTable& duration(std::optional<double>& field, const std::string& name, const std::string& help);

  /// Words separated by commas, none empty.
  OptionTable& list(std::vector<std::string>& field, const std::string& name, const std::string& help);

  /// An option that is planned: known, and refused as not available yet.
  OptionTable& later(const std::string& name, const std::string& help);

  /// Only one of two options may be given.
  OptionTable& exclusive(const std::string& one, const std::string& other);

  enum class Outcome { run, help };

  /// Fills the fields from the command line and then, for what it does not say, from `--config FILE` (lines
  /// `name = value`, # begins a comment). An option of the command line also displaces those of the file that it
  /// excludes.
  ///
  /// \returns Outcome::help where --help or -h stands anywhere on the command line; nothing else is looked at then.
  /// \throws CollectiveError on every rank (exit 2): an unknown, repeated, excluded or unavailable option, a bad value
  /// (with the option,
  ///         the value and what is expected), a missing or superfluous argument, an unreadable config file.
  /// \note Collective where --config is given: the root reads the file and broadcasts it.
  Outcome parse(const Communicator& comm, std::span<const std::string> arguments);

  /// A name and a value as a file gives them.
  struct Setting {
    std::string name;  ///< empty on the command line: an argument without a flag
    std::string value;
  };
  using Settings = std::vector<Setting>;

  /// Fills the fields from settings that another file gives; what a field had before stays where none names it. Local.
  /// \throws InputError  the same as parse(), without the name of a file; a missing argument is no error here
  void set(const Settings& settings);

  /// The first argument that has no value yet, as the help text names it; empty: none is missing. Local.
  std::string missing_argument() const;

  /// Usage, summary, arguments and options with ranges and defaults.
  std::string help() const;

  /// The present value of every option by name: null where an optional one has none, true or false for flags.
  nlohmann::ordered_json values() const;

 private:
  enum class Kind { positional, option, flag, later };
  struct Row {
    Kind kind;
    std::string name;
    std::string placeholder;  // of the value, in the help text
    std::string help;
    std::string expected;                            // "a number in (0, 1)"; empty: any text will do
    std::function<bool(const std::string&)> assign;  // false: not such a value
    std::function<nlohmann::ordered_json()> value;
    std::vector<std::string> later = {};  // values that are not available yet
    std::string default_text = {};
  };

  OptionTable& add(Row row);
  Row* find(const std::string& name);
  std::string nearest_name(const std::string& name) const;
  void name_arguments(Settings& settings) const;
  void refuse_names(const Settings& settings, const std::string& prefix);
  void assign(const Settings& settings, const std::string& prefix);
  void read_config(const Communicator& comm, const std::string& path, const Settings& command_line);
  bool displaced(const std::string& name, const Settings& command_line) const;
  Settings split_command_line(std::span<const std::string> arguments) const;
  Settings split_config(const std::string& text) const;

  std::string usage_;
  std::string summary_;
  std::vector<Row> rows_;
  std::vector<std::pair<std::string, std::string>> exclusive_;
};

}  // namespace heaviside::core
