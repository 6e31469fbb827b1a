#include "heaviside/data/target.hpp"

#include <catch2/catch.hpp>

#include "heaviside/core/errors.hpp"
#include "heaviside/data/classes.hpp"

namespace {

using namespace heaviside;
using namespace heaviside::data;
using Texts = std::vector<std::string>;

Table labelled(const Texts& labels) {
  Table table;
  table.name = "t";
  table.labels = labels;
  table.X.setZero(static_cast<Eigen::Index>(labels.size()), 1);
  return table;
}

Target decide(const Texts& labels, Task task = Task::automatic) {
  core::Log log(core::Communicator::self(), true);
  return interpret(labelled(labels), task, log);
}

std::string refusal(const Texts& labels, Task task = Task::automatic) {
  try {
    decide(labels, task);
  } catch (const core::InputError& error) {
    return error.what();
  }
  return {};
}

Texts numbers_from_1(int count) {
  Texts labels;
  for (int k = 1; k <= count; ++k) labels.push_back(std::to_string(k));
  return labels;
}

}  // namespace

TEST_CASE("two distinct labels are binary, and the larger is +1") {
  const auto numbers = decide({"10", "9", "9"});
  CHECK(numbers.task == Task::binary);
  CHECK(numbers.classes == Texts{"9", "10"});
  CHECK(numbers.y == Eigen::Vector3d(1, -1, -1));

  const auto texts = decide({"yes", "no", "yes"});
  CHECK(texts.classes == Texts{"no", "yes"});
  CHECK(texts.y == Eigen::Vector3d(1, -1, 1));

  const auto mixed = decide({"10", "9", "10"});
  CHECK(mixed.y == Eigen::Vector3d(1, -1, 1));
  CHECK(decide({"0.5", "-0.25"}).task == Task::binary);
}

TEST_CASE("equal numbers are one label, however written") {
  const auto target = decide({"1", "1.0", "+1", "1e0", "-1", "-0", "-1.00"}, Task::multiclass);
  CHECK(target.classes == Texts{"-1", "0", "1"});
  CHECK(decide({"0", "-0.0", "1"}).task == Task::binary);
  CHECK(refusal({"1", "1.0", "+1"}) == "t: every label is '1': expected at least two different labels");
}

TEST_CASE("few distinct integers or texts are classes, other numbers regression") {
  const auto classes = decide({"10", "2", "-3", "2"});
  CHECK(classes.task == Task::multiclass);
  CHECK(classes.classes == Texts{"-3", "2", "10"});
  CHECK(classes.y == Eigen::Vector4d(2, 1, 0, 1));
  CHECK(decide({"c", "a", "b"}).y == Eigen::Vector3d(2, 0, 1));
  CHECK(decide({"1", "2", "2.5"}).task == Task::regression);
  CHECK(decide(numbers_from_1(20)).task == Task::multiclass);
  const auto regression = decide(numbers_from_1(21));
  CHECK(regression.task == Task::regression);
  CHECK(regression.classes.empty());
  CHECK(regression.y[20] == 21);
  CHECK(decide(numbers_from_1(21), Task::multiclass).classes.size() == 21);
  CHECK(decide({"3", "4"}, Task::regression).y == Eigen::Vector2d(3, 4));
  CHECK(decide({"3", "4"}, Task::multiclass).y == Eigen::Vector2d(0, 1));
}

TEST_CASE("labels that cannot be trained on are refused") {
  for (const Task task : {Task::automatic, Task::binary, Task::multiclass, Task::regression}) {
    CHECK_THAT(refusal({"2", "2"}, task), Catch::StartsWith("t: every label is '2'"));
    CHECK_THAT(refusal({"2"}, task), Catch::StartsWith("t: every label is '2'"));
    CHECK(refusal({}, task) == "t: expected labels, found none");
  }
  CHECK(refusal({"1", "2", "3"}, Task::binary) == "t: --task binary: expected two different labels, found 3");
  CHECK_THAT(refusal({"1", "2", "l", "3"}), Catch::StartsWith("t: expected a number as label of row 3, found 'l'"));
  CHECK_THAT(refusal({"1", "x"}, Task::regression), Catch::StartsWith("t: expected a number as label of row 2"));
  Texts many;
  for (int k = 0; k < 21; ++k) many.push_back("name" + std::to_string(k));
  CHECK_THAT(refusal(many), Catch::StartsWith("t: found 21 distinct text labels"));
}

TEST_CASE("other data are encoded in the terms of the trained classes") {
  CHECK(encode(labelled({"+1.0", "-1"}), Task::binary, {"-1", "1"}) == Eigen::Vector2d(1, -1));
  CHECK(encode(labelled({"b"}), Task::multiclass, {"a", "b", "c"})[0] == 1);
  CHECK(encode(labelled({"2.5"}), Task::regression, {})[0] == 2.5);
  CHECK_THROWS_WITH(encode(labelled({"a", "d"}), Task::multiclass, {"a", "b"}),
                    "t: expected a label among 'a', 'b' in row 2, found 'd'");
  CHECK_THROWS_AS(encode(labelled({"1", "x"}), Task::regression, {}), core::InputError);
}

TEST_CASE("classes may be some of the labels, or several together, in the order given") {
  const Texts digits = {"0", "1", "2", "3.0", "1", "2"};
  const auto taken = [&](const Texts& classes) { return take_classes(labelled(digits), classes, true); };
  const Table pair = taken({"2", "1"});
  CHECK(pair.labels == Texts{"1", "2", "1", "2"});
  CHECK(pair.classes == Texts{"2", "1"});
  CHECK(pair.X.rows() == 4);
  core::Log log(core::Communicator::self(), true);
  CHECK(interpret(pair, Task::automatic, log).y == Eigen::Vector4d(1, -1, 1, -1));

  CHECK(taken({"0+2", "3+1.0"}).labels == Texts{"0 or 2", "3 or 1", "0 or 2", "3 or 1", "3 or 1", "0 or 2"});
  CHECK(taken({"rest", "3"}).labels == Texts{"any other", "any other", "any other", "3", "any other", "any other"});
  CHECK(taken({"0", "1", "2"}).labels == Texts{"0", "1", "2", "1", "2"});
}

TEST_CASE("classes that cannot be made are refused") {
  const auto refused = [](const Texts& classes, bool all) {
    try {
      take_classes(labelled({"0", "1", "2"}), classes, all);
    } catch (const core::InputError& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  CHECK_THAT(refused({"0"}, true), Catch::Contains("at least two"));
  CHECK_THAT(refused({"0", "7"}, true), Catch::Contains("no row has the label '7'"));
  CHECK_THAT(refused({"0+1", "1"}, true), Catch::Contains("'1' is named twice"));
  CHECK_THAT(refused({"0+", "1"}, true), Catch::Contains("empty"));
  CHECK_THAT(refused({"0+1+2", "rest"}, true), Catch::Contains("no row is in the class 'any other'"));
  CHECK(refused({"0", "7"}, false) == "accepted");
  CHECK_THAT(refused({"6", "7"}, false), Catch::Contains("no row is in one of the classes"));
}

TEST_CASE("labels of other data find their class by its name, by a part of it, or as any other") {
  CHECK(class_of("1.0", {"0", "1"}) == 1);
  CHECK(class_of("2", {"0 or 2", "1 or 3"}) == 0);
  CHECK(class_of("0 or 2", {"0 or 2", "1 or 3"}) == 0);
  CHECK(class_of("5", {"0 or 2", "1 or 3"}) == -1);
  CHECK(class_of("5", {"any other", "3"}) == 0);
  CHECK(class_of("3", {"any other", "3"}) == 1);
}
