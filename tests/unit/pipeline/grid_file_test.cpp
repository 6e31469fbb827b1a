#include "heaviside/pipeline/grid_file.hpp"

#include <catch2/catch.hpp>

#include "heaviside/core/errors.hpp"

namespace {

using heaviside::pipeline::GridPoint;
using heaviside::pipeline::parse_grid;

/// "method dataset name=value ..." of every point.
std::vector<std::string> points(const std::string& text) {
  std::vector<std::string> texts;
  for (const GridPoint& point : parse_grid("g", text).points) {
    std::string one = point.method + " " + point.dataset;
    for (const auto& setting : point.settings) one += " " + setting.name + "=" + setting.value;
    texts.push_back(one);
  }
  return texts;
}

std::string error(const std::string& text) {
  try {
    parse_grid("g", text);
  } catch (const heaviside::core::InputError& refused) {
    return refused.what();
  }
  return "";
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("lists are crossed, the last fastest") {
  CHECK(points("a = 1 2\nb = x \"y z\" # no value\n") ==
        Texts{"train  a=1 b=x", "train  a=1 b=y z", "train  a=2 b=x", "train  a=2 b=y z"});
  CHECK(points("a = 3..5 x..7 0..0") == Texts{"train  a=3", "train  a=4", "train  a=5", "train  a=x..7", "train  a=0"});
  CHECK(points("\r\n# nothing\na=b#c\r\n") == Texts{"train  a=b#c"});
}

TEST_CASE("zipped lists are taken together, each group crossed with the rest") {
  CHECK(points("[zip]\na = 1 2\nb = 3 4\n[zip]\nc = 5 6\n") ==
        Texts{"train  a=1 b=3 c=5", "train  a=1 b=3 c=6", "train  a=2 b=4 c=5", "train  a=2 b=4 c=6"});
}

TEST_CASE("data and method sections are alternatives, crossed with each other, and inside") {
  CHECK(points("[data p]\ndata = x\n[method m]\nk = 1 2\n[data q]\ndata = y\nlabel = l\n[method n]\n") ==
        Texts{"m p data=x k=1", "m p data=x k=2", "n p data=x", "m q data=y label=l k=1", "m q data=y label=l k=2",
              "n q data=y label=l"});
  const auto file = parse_grid("g", "a = 1\n[data p]\ndata = x\n[method m]\nk = 1\n");
  CHECK(file.options == Texts{"a", "k"});
  CHECK(file.points.front().settings.back().line == 5);
  CHECK(file.points.front().method_line == 4);
}

TEST_CASE("bad grid files are refused with the line") {
  CHECK(error("a = 1\na = 2") == "g:2: a is given in line 1 already");
  CHECK(error("[data p]\nk = 1\n[method m]\nk = 2") == "g:4: k is given in line 2 already");
  CHECK(error("[data p]\nk = 1\nk = 2") == "g:3: k is given in line 2 already");
  CHECK(error("[data p]\nk = 1\n[data p]") == "g:3: [data p] stands in line 1 already");
  CHECK(error("[zip]\n[data p]\nk = 1") == "g:2: the [zip] before has no options");
  CHECK(error("k = 1\n[data]") == "g:2: expected [zip], [data NAME] or [method NAME], found '[data]'");
  CHECK(error("k = 1\n[]").starts_with("g:2: expected [zip]"));
  CHECK(error("k = 1\n[zip x]").starts_with("g:2: expected [zip]"));
  CHECK(error("k = 1\n[zip").starts_with("g:2: expected [zip]"));
  CHECK(error("= 1").starts_with("g:1: expected one option"));
  CHECK(error("a = -3..4").starts_with("g:1: expected a range"));
  CHECK(error("a = 4..3").starts_with("g:1: expected a range"));
  CHECK(error("a = 0..999\nb = 0..999\nc = 0 1").find("million") != std::string::npos);
  CHECK(error("") == "g: no option is given");
}
