#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "columns.hpp"
#include "readers.hpp"
#include "text.hpp"

namespace heaviside::data {
namespace {

constexpr std::size_t largest_index = 1'000'000'000;
constexpr std::size_t usual_features = 1'000'000,
                      features_per_number = 10;  // beyond both most features are always zero

struct Entry {
  std::size_t row;
  std::size_t index;  // from 1
  double value;
};

/// The nonzeros of a file, before the number of features is known.
struct SparseRows {
  std::size_t rows = 0;
  std::size_t cols = 0;
  std::vector<Entry> entries;
  std::vector<std::string> labels;
};

/// The words of a line; what follows a # is a comment.
std::vector<std::string_view> words_of(std::string_view line) {
  constexpr std::string_view blanks = " \t\r";
  line = line.substr(0, line.find('#'));
  std::vector<std::string_view> words;
  for (auto start = line.find_first_not_of(blanks); start != std::string_view::npos;) {
    const auto end = std::min(line.find_first_of(blanks, start), line.size());
    words.push_back(line.substr(start, end - start));
    start = line.find_first_not_of(blanks, end);
  }
  return words;
}

/// index:value, where the index is a positive whole number.
std::optional<std::pair<std::size_t, double>> parse_pair(std::string_view word) {
  const auto colon = word.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto index = parse_number(word.substr(0, colon));
  const auto value = parse_number(word.substr(colon + 1));
  if (!index || !value || !(*index >= 1 && *index <= double{largest_index}) || *index != std::floor(*index))
    return std::nullopt;
  return std::pair{static_cast<std::size_t>(*index), *value};
}

void check_label(const File& file, std::size_t line, std::string_view word) {
  const auto label = parse_number(word);
  if (!label || !std::isfinite(*label))
    refuse(file, line, 1, "expected a finite number as label, found " + shown(word));
}

/// The pairs of a line, from word `first` on; indices up to `limit`.
void parse_pairs(const File& file, std::size_t line, const std::vector<std::string_view>& words, std::size_t first,
                 std::size_t limit, SparseRows& data) {
  std::size_t previous = 0;
  for (std::size_t k = first; k < words.size(); ++k) {
    if (words[k].starts_with("qid:")) continue;  // groups of a ranking task; not a feature
    const auto pair = parse_pair(words[k]);
    if (!pair) refuse(file, line, k + 1, "expected index:value with an index from 1, found " + shown(words[k]));
    const auto [index, value] = *pair;
    if (!std::isfinite(value)) refuse(file, line, k + 1, "expected a finite number, found " + shown(words[k]));
    if (index <= previous) {
      refuse(file, line, k + 1, "expected an index above " + std::to_string(previous) + ", found " + shown(words[k]));
    }
    if (index > limit) {
      refuse(file, line, k + 1, "expected an index up to " + std::to_string(limit) + ", found " + shown(words[k]));
    }
    previous = index;
    data.entries.push_back({data.rows, index, value});
  }
  data.cols = std::max(data.cols, previous);
}

SparseRows parse(const File& file, std::size_t limit, bool may_be_unlabelled) {
  SparseRows data;
  bool labelled = true;
  Lines lines(file.bytes());
  while (lines.next()) {
    const auto words = words_of(lines.text());
    if (words.empty()) continue;
    const bool starts_with_pair = words[0].find(':') != std::string_view::npos;
    if (data.rows == 0) labelled = !(may_be_unlabelled && starts_with_pair);
    if (labelled) {
      check_label(file, lines.number(), words[0]);
      data.labels.emplace_back(words[0]);
    }
    parse_pairs(file, lines.number(), words, labelled ? 1 : 0, limit, data);
    ++data.rows;
  }
  return data;
}

/// All features are held, zeros too: an index that is mistyped must not take the machine's memory.
void refuse_nearly_empty(const File& file, const SparseRows& data) {
  if (data.cols <= usual_features || data.cols / features_per_number <= data.entries.size()) return;
  refuse(file, "the largest index is " + std::to_string(data.cols) + ", but there are only " +
                   std::to_string(data.entries.size()) + " numbers: number the features that occur from 1 on");
}

void refuse_too_large(const File& file, std::size_t rows, std::size_t features) {
  constexpr double gib = 1024.0 * 1024 * 1024;
  const double needed = static_cast<double>(rows) * static_cast<double>(features) * sizeof(double) / gib;
  const double there = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE)) / gib;
  if (needed <= there) return;
  refuse(file, std::to_string(rows) + " rows of " + std::to_string(features) + " features take " +
                   std::to_string(std::lround(needed)) + " GiB, zeros included, and this machine has " +
                   std::to_string(std::lround(there)));
}

/// Digits and a colon at its start, and no separator of csv in it.
bool looks_like_pair(std::string_view word) {
  const auto colon = word.find_first_not_of("0123456789");
  const bool starts_so = colon != std::string_view::npos && colon > 0 && word[colon] == ':';
  return starts_so && word.find_first_of(",;") == std::string_view::npos;
}

}  // namespace

bool looks_like_libsvm(const File& file) {
  Lines lines(file.bytes());
  while (lines.next()) {
    const auto words = words_of(lines.text());
    const bool label_first = !words.empty() && words[0].find(':') == std::string_view::npos;
    if (words.size() < (label_first ? 2 : 1)) continue;  // a row of zeros, or a comment
    if (label_first && !parse_number(words[0])) return false;
    return std::all_of(words.begin() + (label_first ? 1 : 0), words.end(),
                       [](const auto& word) { return word.starts_with("qid:") || looks_like_pair(word); });
  }
  return false;
}

Table read_libsvm(const File& file, const ReadOptions& options) {
  const auto expected = expected_columns(options);
  const SparseRows data =
      parse(file, expected ? expected->size() : largest_index, options.expected_features.has_value());
  if (data.rows == 0) refuse(file, "expected lines `label index:value ...`, found none");
  const std::size_t d = expected ? expected->size() : data.cols;
  if (d == 0) refuse(file, "no line has a feature");
  if (!expected) refuse_nearly_empty(file, data);
  refuse_too_large(file, data.rows, d);
  Table table;
  table.features = name_features(file, d, options);
  table.encoding.columns = table.features;
  table.labels = data.labels;
  table.X.setZero(static_cast<Eigen::Index>(data.rows), static_cast<Eigen::Index>(d));
  for (const auto& [row, index, value] : data.entries) {
    table.X(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(index - 1)) = value;
  }
  return table;
}

}  // namespace heaviside::data
