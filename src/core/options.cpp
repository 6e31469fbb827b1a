#include "heaviside/core/options.hpp"

#include <algorithm>
#include <boost/program_options.hpp>
#include <sstream>

#include "heaviside/core/errors.hpp"
#include "heaviside/core/files.hpp"

namespace heaviside::core {
namespace {

namespace po = boost::program_options;

constexpr unsigned help_width = 110;

/// Names are spelt out: what an abbreviation means would change whenever an option is added.
constexpr int spelt_out = po::command_line_style::allow_long | po::command_line_style::long_allow_adjacent |
                          po::command_line_style::long_allow_next | po::command_line_style::allow_short |
                          po::command_line_style::short_allow_next | po::command_line_style::allow_dash_for_short;

template <class Settings>
bool contains(const Settings& settings, const std::string& name) {
  return std::any_of(settings.begin(), settings.end(), [&](const auto& setting) { return setting.name == name; });
}

/// Removes a name from the settings and returns its value.
template <class Settings>
std::optional<std::string> take(Settings& settings, const std::string& name) {
  const auto found = std::find_if(settings.begin(), settings.end(), [&](const auto& s) { return s.name == name; });
  if (found == settings.end()) return std::nullopt;
  const std::string value = found->value;
  settings.erase(found);
  return value;
}

/// What Boost must know to cut text into names and values.
template <class Row>
po::options_description syntax_of(const std::vector<Row>& rows) {
  po::options_description syntax;
  syntax.add_options()("help,h", "")("config", po::value<std::string>());
  for (const auto& row : rows) {
    const bool alone = row.placeholder.empty();
    if (row.kind == decltype(row.kind)::later) {
      syntax.add_options()(row.name.c_str(), po::value<std::string>()->implicit_value(""));  // refused, value or not
    } else {
      syntax.add_options()(row.name.c_str(), new po::untyped_value(alone));
    }
  }
  return syntax;
}

/// Help, range and default of an option.
template <class Row>
std::string help_of(const Row& row) {
  std::string text = row.help;
  if (!row.placeholder.empty() && !row.expected.empty()) text += "; " + row.expected;
  if (!row.default_text.empty()) text += " (default " + row.default_text + ")";
  for (const auto& word : row.later) text += (&word == &row.later.front() ? "; not available yet: " : ", ") + word;
  return text;
}

/// Boost takes the next word for a value, whatever it is.
template <class Settings>
void refuse_flags_as_values(const Settings& settings) {
  for (const auto& [name, value] : settings) {
    if (!name.empty() && value.size() > 2 && value.starts_with("--"))
      throw InputError("--" + name + " must be followed by a value, but is followed by " + value);
  }
}

template <class Settings>
Settings settings_of(const po::parsed_options& parsed) {
  Settings settings;
  for (const auto& option : parsed.options) {
    settings.push_back({option.string_key, option.value.empty() ? "on" : option.value.front()});
  }
  return settings;
}

}  // namespace

OptionTable::Settings OptionTable::split_command_line(std::span<const std::string> arguments) const {
  const auto syntax = syntax_of(rows_);
  try {
    po::command_line_parser parser({arguments.begin(), arguments.end()});
    const auto settings = settings_of<Settings>(parser.options(syntax).style(spelt_out).allow_unregistered().run());
    refuse_flags_as_values(settings);
    return settings;
  } catch (const po::error& error) {
    throw InputError(error.what());
  }
}

OptionTable::Settings OptionTable::split_config(const std::string& text) const {
  std::istringstream lines(text);
  try {
    return settings_of<Settings>(po::parse_config_file(lines, syntax_of(rows_), true));
  } catch (const po::invalid_syntax& error) {  // what() never ends where the line has the word %invalid_line%
    throw InputError("expected name = value, found '" + error.tokens() + "'");
  } catch (const po::error& error) {
    throw InputError(error.what());
  }
}

OptionTable::Outcome OptionTable::parse(const Communicator& comm, std::span<const std::string> arguments) {
  Settings settings = split_command_line(arguments);
  if (contains(settings, "help")) return Outcome::help;
  const auto config = take(settings, "config");
  if (contains(settings, "config")) throw InputError("--config is given twice");
  refuse_names(settings, "--");
  name_arguments(settings);
  if (config) read_config(comm, *config, settings);
  assign(settings, "--");
  if (const std::string missing = missing_argument(); !missing.empty())
    throw InputError(missing + " is missing; usage: " + usage_);
  return Outcome::run;
}

void OptionTable::set(const Settings& settings) {
  refuse_names(settings, "");
  assign(settings, "");
}

std::string OptionTable::missing_argument() const {
  const auto missing = std::find_if(rows_.begin(), rows_.end(),
                                    [](const Row& row) { return row.kind == Kind::positional && row.value() == ""; });
  return missing == rows_.end() ? "" : missing->placeholder;
}

/// Arguments without a flag are the positional ones, in order.
void OptionTable::name_arguments(Settings& settings) const {
  auto row = rows_.begin();
  for (auto& setting : settings) {
    if (!setting.name.empty()) continue;
    row = std::find_if(row, rows_.end(), [](const Row& r) { return r.kind == Kind::positional; });
    if (row == rows_.end()) throw InputError("unexpected argument '" + setting.value + "'; usage: " + usage_);
    setting.name = (row++)->name;
  }
}

/// Unknown names, names that are not available yet, names given twice, and names that exclude each other.
void OptionTable::refuse_names(const Settings& settings, const std::string& prefix) {
  for (auto setting = settings.begin(); setting != settings.end(); ++setting) {
    const std::string& name = setting->name;
    if (name.empty() && prefix.empty()) throw InputError("the value '" + setting->value + "' has no name before it");
    if (name.empty()) continue;  // an argument of the command line
    const std::string shown = name.starts_with("-") ? name : prefix + name;
    const Row* const row = find(name);
    if (row == nullptr) {
      const std::string nearest = nearest_name(name);
      throw InputError("unknown option " + shown +
                       (nearest.empty() ? "; --help lists them all" : "; did you mean " + prefix + nearest + "?"));
    }
    if (row->kind == Kind::later) throw InputError(shown + " is not available yet");
    if (contains(std::span(setting + 1, settings.end()), name)) throw InputError(shown + " is given twice");
  }
  for (const auto& [one, other] : exclusive_) {
    if (contains(settings, one) && contains(settings, other)) {
      throw InputError(prefix + one + " and " + prefix + other + " exclude each other");
    }
  }
}

void OptionTable::read_config(const Communicator& comm, const std::string& path, const Settings& command_line) {
  const std::string text = read_text(comm, path);
  try {
    Settings settings = split_config(text);
    refuse_names(settings, "");
    std::erase_if(settings, [&](const Setting& setting) { return displaced(setting.name, command_line); });
    assign(settings, "");
  } catch (const InputError& error) {
    throw InputError(path + ": " + error.what());
  }
}

/// Whether the command line gives the option of this name, or one that excludes it.
bool OptionTable::displaced(const std::string& name, const Settings& command_line) const {
  if (contains(command_line, name)) return true;
  return std::any_of(exclusive_.begin(), exclusive_.end(), [&](const auto& pair) {
    return (pair.first == name && contains(command_line, pair.second)) ||
           (pair.second == name && contains(command_line, pair.first));
  });
}

void OptionTable::assign(const Settings& settings, const std::string& prefix) {
  for (const auto& [name, value] : settings) {
    const Row& row = *find(name);
    const std::string shown = row.kind == Kind::positional ? row.placeholder : prefix + name;
    if (std::find(row.later.begin(), row.later.end(), value) != row.later.end()) {
      throw InputError(shown + " " + value + " is not available yet");
    }
    if (!row.assign(value)) throw InputError(shown + " must be " + row.expected + ", but is '" + value + "'");
  }
}

std::string OptionTable::help() const {
  std::ostringstream page;
  page << "Usage: " << usage_ << "\n" << summary_ << "\n\n";
  po::options_description options("Options", help_width);
  for (const auto& row : rows_) {
    if (row.kind == Kind::positional) {
      page << "  " << row.placeholder << "  " << row.help << "\n";
    } else if (row.placeholder.empty()) {
      options.add_options()(row.name.c_str(), help_of(row).c_str());
    } else {
      const auto value = po::value<std::string>()->value_name(row.placeholder);
      options.add_options()(row.name.c_str(), value, help_of(row).c_str());
    }
  }
  options.add_options()("config", po::value<std::string>()->value_name("FILE"),
                        "read options from lines `name = value`; the command line wins over the file");
  options.add_options()("help,h", "print this page")("petsc", "every word after this one is an option of PETSc");
  page << "\n" << options;
  return page.str();
}

nlohmann::ordered_json OptionTable::values() const {
  auto values = nlohmann::ordered_json::object();
  for (const auto& row : rows_) {
    if (row.value) values[row.name] = row.value();
  }
  return values;
}

}  // namespace heaviside::core
