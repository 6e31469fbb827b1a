#include "heaviside/pipeline/grid_file.hpp"

#include <algorithm>
#include <map>
#include <sstream>

#include "grid_line.hpp"
#include "heaviside/core/errors.hpp"

namespace heaviside::pipeline {
namespace {

constexpr std::size_t most_points = 1'000'000;

/// Alternatives of which each combination takes one.
using Factor = std::vector<GridPoint>;

std::vector<GridPoint> crossed(const std::vector<GridPoint>& left, const Factor& right) {
  std::vector<GridPoint> product;
  for (const auto& one : left) {
    for (const auto& other : right) {
      GridPoint point = one;
      if (other.method_line != 0) {
        point.method = other.method;
        point.method_line = other.method_line;
      }
      if (!other.dataset.empty()) point.dataset = other.dataset;
      point.settings.insert(point.settings.end(), other.settings.begin(), other.settings.end());
      product.push_back(std::move(point));
    }
  }
  return product;
}

class Parser {
 public:
  explicit Parser(std::string name) : name_(std::move(name)) {}

  void read(const std::string& text) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      ++line_;
      try {
        take(parse_grid_line(line));
      } catch (const core::InputError& error) {
        refuse_grid(name_, line_, error.what());
      }
    }
    end_section();
  }

  GridFile finish() {
    if (given_.empty()) refuse_grid(name_, 0, "no option is given");
    GridFile file{name_, {GridPoint{}}, std::move(options_)};
    for (const auto& factor : factors_) {
      check_size(file.points.size(), factor.size());
      file.points = crossed(file.points, factor);
    }
    return file;
  }

 private:
  void check_size(std::size_t left, std::size_t right) const {
    if (left > most_points / right) refuse_grid(name_, 0, "over a million combinations: split the grid");
  }

  void take(const GridLine& line) {
    if (line.kind == GridLineKind::section) begin_section(line);
    if (line.kind == GridLineKind::option) take_option(line);
  }

  void begin_section(const GridLine& line) {
    end_section();
    section_ = line.name;
    section_name_ = line.values.empty() ? "" : line.values.front();
    if (section_ == "zip") {
      factors_.emplace_back();
      target_ = factors_.size() - 1;
      return;
    }
    const std::string title = section_ + " " + section_name_;
    if (!titles_.emplace(title, line_).second)
      throw core::InputError("[" + title + "] stands in line " + std::to_string(titles_[title]) + " already");
    if (!factor_of_.contains(section_)) {
      factor_of_[section_] = factors_.size();
      factors_.emplace_back();
    }
    target_ = factor_of_[section_];
    inner_ = {GridPoint{}};
    if (section_ == "data") inner_.front().dataset = section_name_;
    if (section_ == "method") {
      inner_.front().method = section_name_;
      inner_.front().method_line = line_;
    }
  }

  /// Options may be given again in another section of the same kind, which stands beside it, not across it.
  void refuse_repetition(const std::string& option) {
    for (const auto& [section, line] : given_[option]) {
      const bool beside = section != here() && !section_.empty() && section_ != "zip" && section.starts_with(section_);
      if (!beside) throw core::InputError(option + " is given in line " + std::to_string(line) + " already");
    }
    given_[option].emplace_back(here(), line_);
  }
  std::string here() const { return section_ + " " + section_name_; }

  void take_option(const GridLine& line) {
    refuse_repetition(line.name);
    if (section_ != "data" && std::find(options_.begin(), options_.end(), line.name) == options_.end())
      options_.push_back(line.name);
    Factor factor;
    for (const auto& value : line.values) {
      factor.emplace_back();
      factor.back().settings.push_back({line_, line.name, value});
    }
    if (section_.empty()) {
      factors_.push_back(std::move(factor));
    } else if (section_ == "zip") {
      zip(factor, line);
    } else {
      check_size(inner_.size(), factor.size());
      inner_ = crossed(inner_, factor);
    }
  }

  void zip(const Factor& factor, const GridLine& line) {
    Factor& rows = factors_[target_];
    if (rows.empty()) rows.resize(factor.size());
    if (rows.size() != factor.size())
      throw core::InputError(line.name + " has " + std::to_string(factor.size()) +
                             " values, but the options above in " + "this [zip] have " + std::to_string(rows.size()));
    for (std::size_t k = 0; k < rows.size(); ++k) rows[k].settings.push_back(factor[k].settings.front());
  }

  void end_section() {
    if (section_ == "zip" && factors_[target_].empty()) throw core::InputError("the [zip] before has no options");
    if (section_ == "data" || section_ == "method") {
      Factor& factor = factors_[target_];
      factor.insert(factor.end(), inner_.begin(), inner_.end());
    }
  }

  std::string name_;
  int line_ = 0;
  std::string section_;  // zip, data or method; empty before the first
  std::string section_name_;
  std::vector<Factor> factors_;
  std::size_t target_ = 0;                        // the factor that the section adds to
  std::map<std::string, std::size_t> factor_of_;  // data, method
  std::vector<GridPoint> inner_;                  // the combinations within a data or method section
  std::map<std::string, int> titles_;
  std::map<std::string, std::vector<std::pair<std::string, int>>> given_;  // option -> section, line
  std::vector<std::string> options_;
};

}  // namespace

void refuse_grid(const std::string& name, int line, const std::string& what) {
  throw core::InputError(name + (line > 0 ? ":" + std::to_string(line) : "") + ": " + what);
}

GridFile parse_grid(const std::string& name, const std::string& text) {
  Parser parser(name);
  parser.read(text);
  return parser.finish();
}

}  // namespace heaviside::pipeline
