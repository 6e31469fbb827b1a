#include "heaviside/pipeline/rerun.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include "heaviside/core/errors.hpp"
#include "heaviside/core/files.hpp"
#include "heaviside/core/json.hpp"
#include "heaviside/data/checksum.hpp"

namespace heaviside::pipeline {
namespace {

using nlohmann::ordered_json;

constexpr std::array<const char*, 6> not_repeated = {"baseline", "subcommand",      "out",
                                                     "quiet",    "save-dictionary", "resume"};
constexpr std::array<const char*, 3> of_the_machine = {"commit", "kernels", "processor"};

std::string text_of(const ordered_json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "on" : "off";
  if (!value.is_array()) return value.dump();
  std::string text;
  for (const auto& item : value) text += (text.empty() ? "" : ",") + text_of(item);
  return text;
}

ordered_json read_report(const core::Communicator& comm, const std::string& path) {
  const std::string text = core::read_text(comm, path);
  auto report = core::parse_json(text);
  const bool whole = report.is_object() && report.contains("options") && report["options"].is_object() &&
                     report.value("versions", ordered_json::object()).is_object();
  if (!whole) throw core::InputError(path + ": expected the report.json of a training run");
  data::check_checksum(path, text, report.contains(data::checksum_name));
  return report;
}

std::unique_ptr<GridMethod> method_of(const std::string& path, const ordered_json& report, GridMethods methods) {
  const auto& asked = report["options"];
  const std::string name = text_of(asked.value("baseline", asked.value("subcommand", ordered_json("train"))));
  const auto entry = std::find_if(methods.begin(), methods.end(), [&](const auto& one) { return one.name == name; });
  if (entry == methods.end()) throw core::InputError(path + ": there is no method " + name);
  auto method = entry->make();
  try {
    method->options().set(reported_settings(report["options"], method->options()));
  } catch (const core::InputError& error) {
    throw core::InputError(path + ": options: " + error.what());
  }
  const std::string missing = method->options().missing_argument();
  if (!missing.empty()) throw core::InputError(path + ": options: " + missing + " is missing");
  return method;
}

std::vector<std::string> differences(const ordered_json& before, const ordered_json& now) {
  std::vector<std::string> changed;
  const auto compare = [&](const std::string& name, const ordered_json& old_value, const ordered_json& new_value) {
    if (old_value != new_value) changed.push_back(name + ": " + text_of(old_value) + " -> " + text_of(new_value));
  };
  for (const char* name : of_the_machine)
    compare(name, before.value(name, ordered_json()), now.value(name, ordered_json()));
  const auto versions = before.value("versions", ordered_json::object());
  for (const auto& [name, version] : now.at("versions").items())
    compare(name, versions.value(name, ordered_json()), version);
  return changed;
}

}  // namespace

core::OptionTable::Settings reported_settings(const ordered_json& options, core::OptionTable& defaults) {
  const auto usual = defaults.values();
  core::OptionTable::Settings settings;
  for (const auto& [name, value] : options.items()) {
    const bool left_out = std::find(not_repeated.begin(), not_repeated.end(), name) != not_repeated.end();
    if (left_out || value.is_null() || value == usual.value(name, ordered_json())) continue;
    settings.push_back({name, text_of(value)});
  }
  return settings;
}

RerunResult rerun(const core::Communicator& comm, const RerunOptions& options, GridMethods methods, core::Log& log) {
  const ordered_json before = read_report(comm, options.report);
  const auto method = method_of(options.report, before, methods);
  const auto model = std::filesystem::path(options.report).parent_path() / "model.json";
  const std::string old_model = core::read_text(comm, model);
  const auto run = method->run(comm, options.out, std::nullopt, log);
  const std::string new_model = core::read_text(comm, std::filesystem::path(options.out) / "model.json");
  RerunResult result;
  result.same_data = before.value("data_sha256", ordered_json()) == run.report.at("data_sha256");
  result.same_model = old_model == new_model;
  result.changed = differences(before, run.report);
  result.outcome = comm.broadcast(result.same_data && result.same_model) ? run.code : core::ExitCode::stopped;
  return result;
}

std::string to_text(const RerunResult& result) {
  std::string text = std::string("data         ") + (result.same_data ? "the same" : "changed since") + "\n";
  text += std::string("model.json   ") + (result.same_model ? "the same to the last bit" : "differs") + "\n";
  for (const auto& line : result.changed) text += "changed      " + line + "\n";
  return text;
}

}  // namespace heaviside::pipeline
