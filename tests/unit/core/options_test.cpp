#include "heaviside/core/options.hpp"

#include <catch2/catch.hpp>
#include <sstream>

#include "heaviside/core/errors.hpp"
#include "support/temporary_folder.hpp"

namespace {

using heaviside::core::CollectiveError;
using heaviside::core::Communicator;
using heaviside::core::ExitCode;
using heaviside::core::InputError;
using heaviside::core::Interval;
using heaviside::core::OptionTable;
using Outcome = OptionTable::Outcome;
using Words = std::vector<std::string>;

/// A table with an option of every kind.
struct Example {
  std::string data;
  std::string format = "csv";
  std::optional<std::string> out;
  double gap = 1e-6;
  std::optional<double> beta;
  double ratio = 0.05;
  std::int64_t patterns = 2000;
  std::uint64_t seed = 0;
  std::string loss = "squared";
  bool standardize = true;
  bool quiet = false;
  std::optional<double> time_limit;
  Words one_hot;
  std::vector<std::int64_t> widths;
  OptionTable table{"heaviside train DATA [options]", "Trains a network."};

  Example() {
    table.positional(data, "DATA", "what to train on")
        .text(format, "format", "of the file", "NAME")
        .text(out, "out", "folder for results", "DIR")
        .number(gap, "gap", Interval::open(0, 1), "requested gap")
        .number(beta, "beta", Interval::above(0), "penalty")
        .number(ratio, "beta-ratio", Interval::left_open(0, 1), "penalty, of beta_max")
        .integer(patterns, "patterns", 1, "hyperplanes to draw", {{"none", 0}}, {"all"})
        .integer(seed, "seed", 0, "of the random numbers")
        .choice(loss, "loss", {"squared", "huber"}, {"logistic"}, "loss")
        .on_off(standardize, "standardize", "scale features")
        .flag(quiet, "quiet", "say nothing")
        .duration(time_limit, "time-limit", "stop after it")
        .list(one_hot, "one-hot", "text columns")
        .integers(widths, "layers", 1, "widths")
        .later("resume", "go on from a checkpoint")
        .exclusive("beta", "beta-ratio");
  }
  Outcome parse(const Words& words) { return table.parse(Communicator::self(), words); }
  std::string error(const Words& words) {
    try {
      parse(words);
    } catch (const CollectiveError& error) {
      CHECK(error.code() == ExitCode::bad_input);
      return error.what();
    }
    return "no error";
  }
};

std::string error_of(const Words& words) { return Example().error(words); }

/// Words with one blank between them, however a page was broken into lines.
std::string on_one_line(const std::string& page) {
  std::istringstream words(page);
  std::string line;
  for (std::string word; words >> word;) line += word + " ";
  return line;
}

std::optional<double> seconds_of(const std::string& text) {
  Example example;
  try {
    example.parse({"d", "--time-limit", text});
  } catch (const InputError&) {
    return std::nullopt;
  }
  return example.time_limit;
}

}  // namespace

TEST_CASE("what is not given keeps its default; what is given fills its field") {
  Example plain;
  CHECK(plain.parse({"d.csv"}) == Outcome::run);
  CHECK(plain.data == "d.csv");
  CHECK(plain.gap == 1e-6);
  CHECK_FALSE(plain.beta.has_value());
  CHECK(plain.standardize);

  Example full;
  CHECK(full.parse({"--gap", "0.25", "--beta=3e-2", "--patterns=7", "d.csv", "--seed", "18446744073709551615", "--loss",
                    "huber", "--standardize", "off", "--quiet", "--one-hot", "sex,class", "--out", "a b", "--format",
                    "npy"}) == Outcome::run);
  CHECK(full.data == "d.csv");
  CHECK(full.gap == 0.25);
  CHECK(full.beta == 3e-2);
  CHECK(full.patterns == 7);
  CHECK(full.seed == 18446744073709551615ULL);
  CHECK(full.loss == "huber");
  CHECK_FALSE(full.standardize);
  CHECK(full.quiet);
  CHECK(full.one_hot == Words{"sex", "class"});
  CHECK(full.out == "a b");
  CHECK(full.format == "npy");
}

TEST_CASE("a bad number names the option, the value and the range") {
  CHECK(error_of({"d", "--gap", "x"}) == "--gap must be a number in (0, 1), but is 'x'");
  CHECK(error_of({"d", "--gap", "1"}) == "--gap must be a number in (0, 1), but is '1'");
  CHECK(error_of({"d", "--gap", "0"}) == "--gap must be a number in (0, 1), but is '0'");
  CHECK(error_of({"d", "--beta", "-1"}) == "--beta must be a number over 0, but is '-1'");
  CHECK(error_of({"d", "--beta-ratio", "1.01"}) == "--beta-ratio must be a number in (0, 1], but is '1.01'");
  for (const std::string text :
       {"nan", "inf", "1e999", "1e-999", "0.5x", " 0.5", "0.5 ", "0,5", "0x1p-1", "--", "+0.5"}) {
    CAPTURE(text);
    CHECK(error_of({"d", "--gap=" + text}) == "--gap must be a number in (0, 1), but is '" + text + "'");
    CHECK(error_of({"d", "--beta=" + text}) == "--beta must be a number over 0, but is '" + text + "'");
  }
  Example upper_end;
  upper_end.parse({"d", "--beta-ratio", "1"});
  CHECK(upper_end.ratio == 1);
}

TEST_CASE("an integer is in range and whole, or one of its words") {
  CHECK(error_of({"d", "--patterns", "0"}) == "--patterns must be an integer of at least 1 or 'none', but is '0'");
  for (const std::string text : {"1.5", "1e3", "-3", "18446744073709551616", "many", "5 "}) {
    CAPTURE(text);
    CHECK_THROWS_AS(Example().parse({"d", "--patterns", text}), InputError);
    CHECK_THROWS_AS(Example().parse({"d", "--seed", text}), InputError);
  }
  CHECK(error_of({"d", "--seed", "-1"}) == "--seed must be an integer from 0 to 18446744073709551615, but is '-1'");
  Example word;
  word.parse({"d", "--patterns", "none"});
  CHECK(word.patterns == 0);
  CHECK(word.table.values()["patterns"] == "none");
}

TEST_CASE("choices: what is available, what will be, what is neither") {
  CHECK(error_of({"d", "--loss", "hinge"}) == "--loss must be one of squared, huber, but is 'hinge'");
  CHECK(error_of({"d", "--loss", "logistic"}) == "--loss logistic is not available yet");
  CHECK(error_of({"d", "--patterns", "all"}) == "--patterns all is not available yet");
  CHECK(error_of({"d", "--resume"}) == "--resume is not available yet");
  CHECK(error_of({"d", "--resume", "now", "and", "then"}) == "--resume is not available yet");
  CHECK(error_of({"d", "--standardize", "yes"}) == "--standardize must be on or off, but is 'yes'");
}

TEST_CASE("durations") {
  CHECK(seconds_of("90") == 90);
  CHECK(seconds_of("90s") == 90);
  CHECK(seconds_of("1.5s") == 1.5);
  CHECK(seconds_of("15m") == 900);
  CHECK(seconds_of("2h") == 7200);
  CHECK(seconds_of("1:30:00") == 5400);
  CHECK(seconds_of("00:10:00") == 600);
  CHECK(seconds_of("100:00:01.5") == 360001.5);
  for (const char* text :
       {"0", "-5", "s", "5d", "1:30", "1:60:00", "1:00:60", "1:-1:00", "::", "1:00:00s", "nan", "inf"}) {
    CAPTURE(text);
    CHECK_FALSE(seconds_of(text).has_value());
  }
}

TEST_CASE("lists hold no empty name") {
  for (const char* text : {",", "a,", ",a", "a,,b"})
    CHECK_THROWS_AS(Example().parse({"d", "--one-hot", text}), InputError);
}

TEST_CASE("unknown options are refused, with the nearest known one; abbreviations are not guessed") {
  CHECK(error_of({"d", "--patern", "5"}) == "unknown option --patern; did you mean --patterns?");
  CHECK(error_of({"d", "--pattern=5"}) == "unknown option --pattern; did you mean --patterns?");
  CHECK(error_of({"d", "--beta_ratio", "1"}) == "unknown option --beta_ratio; did you mean --beta-ratio?");
  CHECK(error_of({"d", "--stand", "off"}) == "unknown option --stand; --help lists them all");
  CHECK(error_of({"d", "--frobnicate"}) == "unknown option --frobnicate; --help lists them all");
  CHECK(error_of({"d", "-q"}).starts_with("unknown option -q"));
}

TEST_CASE("arguments: too few, too many, options that exclude each other, repeats, values that are missing") {
  CHECK(error_of({}) == "DATA is missing; usage: heaviside train DATA [options]");
  CHECK(error_of({"a", "b"}) == "unexpected argument 'b'; usage: heaviside train DATA [options]");
  CHECK(error_of({"d", "--beta", "1", "--beta-ratio", "0.5"}) == "--beta and --beta-ratio exclude each other");
  CHECK(error_of({"d", "--gap", "0.1", "--gap", "0.1"}) == "--gap is given twice");
  CHECK(error_of({"d", "--gap"}).find("gap") != std::string::npos);
  CHECK(error_of({"d", "--gap", "--quiet"}).find("gap") != std::string::npos);
  CHECK(error_of({"d", "--quiet=on"}).find("quiet") != std::string::npos);
}

TEST_CASE("help is asked for wherever it stands, and shows every option with range and default") {
  CHECK(Example().parse({"--help"}) == Outcome::help);
  CHECK(Example().parse({"-h"}) == Outcome::help);
  CHECK(Example().parse({"a", "b", "--gap", "x", "--help", "--unknown"}) == Outcome::help);
  Example example;
  const std::string before = on_one_line(example.table.help());
  for (const char* text : {"Usage: heaviside train DATA [options]", "Trains a network.", "what to train on", "--gap",
                           "(0, 1)", "1e-06", "--patterns", "2000", "all", "--loss", "squared, huber", "logistic",
                           "--resume", "not available yet", "--config", "--help", "--petsc"}) {
    CAPTURE(text);
    CHECK(before.find(text) != std::string::npos);
  }
  example.parse({"d", "--gap", "0.5"});
  CHECK(on_one_line(example.table.help()) == before);  // defaults, not present values
}

TEST_CASE("values of all options, for the report") {
  Example example;
  example.parse({"d", "--quiet", "--time-limit", "2m", "--one-hot", "a,b", "--beta", "0.1"});
  const auto values = example.table.values();
  CHECK(values.dump() ==
        R"({"data":"d","format":"csv","out":null,"gap":1e-06,"beta":0.1,"beta-ratio":0.05,"patterns":2000,"seed":0,)"
        R"("loss":"squared","standardize":"on","quiet":true,"time-limit":120.0,"one-hot":["a","b"],"layers":[]})");
}

TEST_CASE("a config file has the same names; the command line wins over it") {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("run.cfg");
  test::write(path,
              "# an experiment\ndata = d.csv\ngap = 0.125   # coarse\nquiet = on\nloss=huber\nbeta = 2\n\nout = a b\n");
  Example example;
  CHECK(example.parse({"--config", path, "--gap", "0.5"}) == Outcome::run);
  CHECK(example.data == "d.csv");
  CHECK(example.gap == 0.5);
  CHECK(example.quiet);
  CHECK(example.loss == "huber");
  CHECK(example.beta == 2);
  CHECK(example.out == "a b");

  Example displaced;  // the file's beta gives way to the ratio of the command line
  displaced.parse({"e.csv", "--beta-ratio", "0.5", "--config=" + path});
  CHECK(displaced.data == "e.csv");
  CHECK(displaced.ratio == 0.5);
  CHECK_FALSE(displaced.beta.has_value());
}

TEST_CASE("errors in a config file name the file") {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("run.cfg");
  const auto error_with = [&](const std::string& text) {
    test::write(path, text);
    return error_of({"d", "--config", path});
  };
  CHECK(error_with("gap = x") == path + ": gap must be a number in (0, 1), but is 'x'");
  CHECK(error_with("patern = 5") == path + ": unknown option patern; did you mean patterns?");
  CHECK(error_with("resume = on") == path + ": resume is not available yet");
  CHECK(error_with("gap = 0.5\ngap = 0.5") == path + ": gap is given twice");
  CHECK(error_with("beta = 1\nbeta-ratio = 0.5") == path + ": beta and beta-ratio exclude each other");
  CHECK(error_with("quiet = maybe") == path + ": quiet must be on or off, but is 'maybe'");
  CHECK(error_with("gap 3 %invalid_line%") == path + ": expected name = value, found 'gap 3 %invalid_line%'");
  CHECK(error_with(" = 3") == path + ": the value '3' has no name before it");
  CHECK(error_with("config = other.cfg").starts_with(path + ": unknown option config"));
  CHECK(error_with("no equals sign").starts_with(path + ": "));
  CHECK(error_with("") == "no error");
  test::write(path, "gap = x\n");
  CHECK(error_of({"d", "--config", path, "--gap", "0.5"}) == "no error");  // the command line has displaced it
  CHECK(error_of({"d", "--config", folder.file("absent.cfg")}) ==
        "cannot read " + folder.file("absent.cfg") + ": No such file or directory");
  CHECK(error_of({"d", "--config", folder.path().string()}).ends_with(": Is a directory"));
}

TEST_CASE("integers stand between commas, each within its range") {
  Example example;
  example.parse({"d", "--layers", "20,3"});
  CHECK(example.widths == std::vector<std::int64_t>{20, 3});
  CHECK(example.table.values()["layers"].dump() == "[20,3]");
  for (const char* bad : {"", "20,", "0", "2,-1", "1.5", "a"}) {
    CHECK(error_of({"d", "--layers=" + std::string(bad)}).find("--layers") != std::string::npos);
  }
}

TEST_CASE("settings of another file fill the fields as a command line does") {
  Example example;
  CHECK(example.table.missing_argument() == "DATA");
  example.table.set({{"data", "x.csv"}, {"beta-ratio", "0.5"}, {"quiet", "on"}});
  CHECK(example.table.missing_argument().empty());
  CHECK(example.data == "x.csv");
  CHECK(example.ratio == 0.5);
  CHECK(example.quiet);
  CHECK(example.gap == 1e-6);
  CHECK_THROWS_WITH(example.table.set({{"gap", "2"}}), "gap must be a number in (0, 1), but is '2'");
  CHECK_THROWS_AS(example.table.set({{"beta", "1"}, {"beta-ratio", "1"}}), InputError);
  CHECK_THROWS_AS(example.table.set({{"resume", ""}}), InputError);
  CHECK_THROWS_AS(example.table.set({{"gab", "0.1"}}), InputError);
}
