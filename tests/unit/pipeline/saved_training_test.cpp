#include "pipeline/saved_training.hpp"

#include <catch2/catch.hpp>
#include <limits>

#include "heaviside/core/errors.hpp"
#include "support/random_dictionary.hpp"

namespace {

using namespace heaviside;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using namespace heaviside::pipeline;

SavedTraining example() {
  SavedTraining saved;
  saved.identity = {{"patterns", 300}, {"beta", nullptr}};
  saved.commit = "0123";
  saved.seconds = 0.1;
  saved.trace = {17, 0xfedcba9876543210};
  saved.beta = 1.0 / 3;
  saved.beta_max = 7;
  saved.step = TrainingStep::prove;
  saved.solver = {
      {{"rho", 3e-300}}, {{"x", test::random_normal(5, 1)}, {"none", VectorXd()}}, {{"e", test::random_normal(3, 2)}}};
  saved.hyperplanes = MatrixXd::Random(3, 4);
  saved.w = test::random_normal(4, 3);
  saved.w[1] = -0.0;
  saved.objective = 0.1 + 0.2;
  saved.effort = {123456789012, 2};
  saved.rounds = 9;
  saved.end = RefineEnd::slow;
  saved.refining = {11, 12, {1e300, 0.1}, -0.25, true};
  saved.proof = {0.3, 1, 2, 1e-7, std::numeric_limits<double>::infinity(), 0.2, {1.5, -2}};
  return saved;
}

}  // namespace

TEST_CASE("what a checkpoint holds comes back to the last bit") {
  const SavedTraining saved = example();
  const std::string bytes = to_bytes(saved);
  const SavedTraining again = from_bytes(bytes, "x");
  CHECK(to_bytes(again) == bytes);
  CHECK(again.identity == saved.identity);
  CHECK(again.beta == saved.beta);
  CHECK(again.trace == saved.trace);
  CHECK(again.step == TrainingStep::prove);
  CHECK(again.solver->columns.at("x") == saved.solver->columns.at("x"));
  CHECK(again.solver->columns.at("none").size() == 0);
  CHECK(again.solver->numbers.at("rho") == 3e-300);
  CHECK(*again.hyperplanes == *saved.hyperplanes);
  CHECK(again.w == saved.w);
  CHECK(std::signbit(again.w[1]));
  CHECK(again.effort.iterations == 123456789012);
  CHECK(again.refining.objectives == saved.refining.objectives);
  CHECK(again.refining.ended);
  CHECK(std::isinf(again.proof.observed));
  CHECK(again.proof.search == saved.proof.search);

  const SavedTraining first = from_bytes(to_bytes(SavedTraining()), "x");
  CHECK_FALSE(first.hyperplanes);
  CHECK_FALSE(first.solver);
  CHECK_FALSE(first.beta_max);
}

TEST_CASE("bytes that are no checkpoint's are refused, wherever they are cut off") {
  const std::string bytes = to_bytes(example());
  for (std::size_t length = 0; length < bytes.size(); ++length)
    REQUIRE_THROWS_AS(from_bytes(bytes.substr(0, length), "x"), core::InputError);
  CHECK_THROWS_WITH(from_bytes("nonsense", "the file"), Catch::Contains("the file was written by another version"));
  const std::string arrays_in_arrays(1'000'000, '\x81');
  CHECK_THROWS_AS(from_bytes(arrays_in_arrays, "x"), core::InputError);
}

TEST_CASE("a vector over other columns is refused") {
  const auto D = test::distributed(core::Communicator::self(), test::random_zero_one(5, 4, 1));
  CHECK(share_of(VectorXd::Ones(4), D, 1) == VectorXd::Ones(4));
  CHECK(share_of(VectorXd::Ones(12), D, 3) == VectorXd::Ones(12));
  CHECK_THROWS_AS(share_of(VectorXd::Ones(5), D, 1), core::InputError);
}
