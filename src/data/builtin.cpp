#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>

#include "columns.hpp"
#include "heaviside/core/errors.hpp"
#include "heaviside/core/random.hpp"
#include "readers.hpp"
#include "text.hpp"

namespace heaviside::data {
namespace {

using Settings = std::map<std::string, std::uint64_t>;

// ------------------------------------------------------------------------------------------------- tic-tac-toe

/// Nine squares, row by row; x comes before o before b (blank), the order in which the UCI set lists its rows.
using Board = std::array<char, 9>;
constexpr char x = 0;
constexpr char o = 1;
constexpr char blank = 2;

bool has_line(const Board& board, char player) {
  constexpr std::array<std::array<std::size_t, 3>, 8> lines{
      {{0, 1, 2}, {3, 4, 5}, {6, 7, 8}, {0, 3, 6}, {1, 4, 7}, {2, 5, 8}, {0, 4, 8}, {2, 4, 6}}};
  return std::any_of(lines.begin(), lines.end(), [&](const auto& line) {
    return std::all_of(line.begin(), line.end(), [&](std::size_t square) { return board[square] == player; });
  });
}

/// Collects the positions in which games end that go on from `board`, `mover` to move.
void play_on(const Board& board, char mover, std::set<Board>& ends) {
  const char opponent = mover == x ? o : x;
  if (has_line(board, opponent) || std::find(board.begin(), board.end(), blank) == board.end()) {
    ends.insert(board);
    return;
  }
  for (std::size_t square = 0; square < board.size(); ++square) {
    if (board[square] != blank) continue;
    Board next = board;
    next[square] = mover;
    play_on(next, opponent, ends);
  }
}

/// The 958 end positions of games that x begins, coded x, b, o = -1, 0, 1. Label: 1 if x won, else -1. First those that
/// x won, then o, then draws; within each part in the order x < o < b, square by square: the order of the UCI set.
Table tic_tac_toe() {
  Board empty{};
  empty.fill(blank);
  std::set<Board> ends;
  play_on(empty, x, ends);

  std::vector<Board> boards(ends.begin(), ends.end());
  const auto outcome = [](const Board& board) { return has_line(board, x) ? 0 : has_line(board, o) ? 1 : 2; };
  std::stable_sort(boards.begin(), boards.end(),
                   [&](const Board& a, const Board& b) { return outcome(a) < outcome(b); });
  Table table;
  for (const std::string row : {"top", "middle", "bottom"}) {
    for (const std::string column : {"left", "middle", "right"})
      table.features.push_back(row + "-" + column + "-square");
  }
  table.X.resize(static_cast<Eigen::Index>(boards.size()), 9);
  constexpr std::array<double, 3> code{-1, 1, 0};
  for (std::size_t i = 0; i < boards.size(); ++i) {
    for (std::size_t square = 0; square < 9; ++square) {
      table.X(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(square)) =
          code[static_cast<std::size_t>(boards[i][square])];
    }
    table.labels.push_back(has_line(boards[i], x) ? "1" : "-1");
  }
  return table;
}

// ------------------------------------------------------------------------------------------------------ teacher

Eigen::MatrixXd uniform_weights(std::uint64_t seed, std::uint64_t layer, Eigen::Index rows, Eigen::Index cols) {
  Eigen::MatrixXd W(rows, cols);
  std::uint64_t position = 0;
  for (Eigen::Index i = 0; i < rows; ++i) {
    for (Eigen::Index j = 0; j < cols; ++j) {
      W(i, j) = 2 * core::uniform(seed, core::stream::teacher_weights, layer, position++) - 1;
    }
  }
  return W;
}

/// X ~ N(0, 1), y = sign(tanh(tanh([X 1] W_1) W_2) w_3) with sign(0) = 1, 20 neurons a layer, weights uniform in
/// (-1, 1) [EGLP23, section 5]. Row i depends on (seed, offset + i, d) alone, so test data are rows further on.
Table teacher(const Settings& settings) {
  constexpr Eigen::Index neurons = 20;
  const auto n = static_cast<Eigen::Index>(settings.at("n"));
  const auto d = static_cast<Eigen::Index>(settings.at("d"));
  const std::uint64_t seed = settings.at("seed");
  const Eigen::MatrixXd W_1 = uniform_weights(seed, 1, d + 1, neurons);
  const Eigen::MatrixXd W_2 = uniform_weights(seed, 2, neurons, neurons);
  const Eigen::VectorXd w_3 = uniform_weights(seed, 3, neurons, 1);

  Table table;
  table.X.resize(n, d);
  Eigen::VectorXd input = Eigen::VectorXd::Ones(d + 1);
  for (Eigen::Index i = 0; i < n; ++i) {
    const std::uint64_t row = settings.at("offset") + static_cast<std::uint64_t>(i);
    core::normals(seed, core::stream::teacher_inputs, row, {input.data(), static_cast<std::size_t>(d)});
    table.X.row(i) = input.head(d);
    const Eigen::VectorXd first = (W_1.transpose() * input).array().tanh();
    const Eigen::VectorXd second = (W_2.transpose() * first).array().tanh();
    table.labels.push_back(w_3.dot(second) >= 0 ? "1" : "-1");
  }
  return table;
}

// ------------------------------------------------------------------------------------------------------ settings

std::uint64_t parse_whole(const std::string& source, const std::string& key, const std::string& text) {
  std::uint64_t value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool counts = key == "n" || key == "d";
  constexpr std::uint64_t most = 1'000'000'000;
  if (error == std::errc() && stop == text.data() + text.size() && (!counts || (value >= 1 && value <= most))) {
    return value;
  }
  throw core::InputError(source + ": expected " + key + "= a whole number from " +
                         (counts ? "1 to " + std::to_string(most) : "0") + ", found " + shown(text));
}

/// Reads ",key=value,..." over the defaults.
Settings parse_settings(const std::string& source, std::string_view text, Settings settings) {
  while (!text.empty()) {
    text.remove_prefix(1);  // the comma
    const std::string_view word = text.substr(0, text.find(','));
    text.remove_prefix(word.size());
    const std::string key(word.substr(0, word.find('=')));
    if (!settings.contains(key) || key.size() == word.size()) {
      std::string keys;
      for (const auto& [known, value] : settings) keys += " " + known + "=";
      throw core::InputError(source + ": expected" + (keys.empty() ? " no settings" : keys) + ", found " + shown(word));
    }
    settings[key] = parse_whole(source, key, std::string(word.substr(key.size() + 1)));
  }
  return settings;
}

}  // namespace

Table read_builtin(const ReadOptions& options) {
  const std::string& source = options.source;
  const std::size_t name_at = source.find(':') + 1;
  const std::size_t name_end = std::min(source.find(',', name_at), source.size());
  const std::string name = source.substr(name_at, name_end - name_at);
  const std::string_view settings = std::string_view(source).substr(name_end);
  Table table;
  if (name == "tic-tac-toe") {
    parse_settings(source, settings, {});
    table = tic_tac_toe();
  } else if (name == "teacher") {
    table = teacher(parse_settings(source, settings, {{"n", 100}, {"d", 20}, {"seed", 1}, {"offset", 0}}));
  } else {
    throw core::InputError(source + ": expected builtin:tic-tac-toe or builtin:teacher, found " + shown(name));
  }
  if (table.features.empty() || expected_columns(options)) {
    table.features = name_features(File{source, {}, {}}, static_cast<std::size_t>(table.X.cols()), options);
  }
  table.encoding.columns = table.features;
  return table;
}

}  // namespace heaviside::data
