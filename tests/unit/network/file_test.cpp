#include "heaviside/network/file.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <nlohmann/json.hpp>

#include "heaviside/core/errors.hpp"
#include "support/networks.hpp"
#include "support/temporary_folder.hpp"

namespace {

using namespace heaviside;
using network::Network;
using nlohmann::json;

Network read_back(const Network& network) {
  const test::TemporaryFolder folder;
  write_model(folder.path() / "model.json", network);
  return network::read_model(core::Communicator::self(), folder.path() / "model.json");
}

void check_equal(const Network& a, const Network& b) {
  CHECK(a.task == b.task);
  CHECK(a.loss == b.loss);
  CHECK(a.huber_delta == b.huber_delta);
  CHECK(a.class_weight == b.class_weight);
  CHECK(a.sample_weight == b.sample_weight);
  CHECK(a.one_vs_rest == b.one_vs_rest);
  CHECK(a.beta == b.beta);
  CHECK(a.features == b.features);
  CHECK(a.classes == b.classes);
  CHECK(a.preprocessing.mean == b.preprocessing.mean);
  CHECK(a.preprocessing.scale == b.preprocessing.scale);
  CHECK(a.bias == b.bias);
  CHECK(a.encoding == b.encoding);
  CHECK(a.linear == b.linear);
  REQUIRE(a.neurons.size() == b.neurons.size());
  for (std::size_t j = 0; j < a.neurons.size(); ++j) {
    CHECK(a.neurons[j].weight == b.neurons[j].weight);
    CHECK(a.neurons[j].layers == b.neurons[j].layers);
  }
}

/// A model file with one neuron on two features.
json small_model() {
  return json::parse(R"({"format": "heaviside-model", "version": 1, "task": "binary", "loss": "squared", "beta": 0.5,
    "features": ["age", "bmi"], "classes": ["no", "yes"], "preprocessing": {"mean": [1, 2], "scale": [1, 0.5]},
    "bias": true, "neurons": [{"weight": 2, "layers": [[[0.1, 0.2, 0.3]]]}]})");
}

std::string error_of(const std::string& content) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "m.json";
  test::write(path, content);
  try {
    network::read_model(core::Communicator::self(), path);
  } catch (const core::InputError& error) {
    const std::string message = error.what();
    REQUIRE(message.starts_with(path.string() + ": "));
    CHECK(message.find('\n') == std::string::npos);
    return message.substr(path.string().size() + 2);
  }
  return "no error";
}

/// What is said of the small model where `value` stands at `pointer`.
std::string error_with(const std::string& pointer, const json& value) {
  json model = small_model();
  model[json::json_pointer(pointer)] = value;
  return error_of(model.dump());
}

std::string error_without(const std::string& key) {
  json model = small_model();
  model.erase(key);
  return error_of(model.dump());
}

}  // namespace

TEST_CASE("a network that is written and read is the same, deep or shallow, with or without bias") {
  for (const bool bias : {true, false}) {
    check_equal(read_back(test::random_network(5, 7, bias)), test::random_network(5, 7, bias));
    check_equal(read_back(test::random_network(3, 2, bias, {4, 2})), test::random_network(3, 2, bias, {4, 2}));
  }
  check_equal(read_back(test::random_network(1, 0, true)), test::random_network(1, 0, true));
  Network regression = test::random_network(2, 1, true);
  regression.task = data::Task::regression;
  regression.classes.clear();
  check_equal(read_back(regression), regression);
}

TEST_CASE("extreme doubles and odd names survive") {
  Network network = test::random_network(6, 1, false);
  using limits = std::numeric_limits<double>;
  network.neurons[0].layers[0] << limits::max(), limits::denorm_min(), -limits::min(), 0.1 + 0.2, 1e22,
      123456789012345680.0;
  network.neurons[0].weight[0] = -limits::denorm_min();
  network.features = {"a \"b\"", "", "\\ \n\t", "Größe", "x,y", "a \"b\""};
  network.encoding.columns = network.features;
  network.classes = {"", "0"};
  check_equal(read_back(network), network);

  network.neurons[0].layers[0].setConstant(-0.0);
  CHECK(std::signbit(read_back(network).neurons[0].layers[0](0, 0)));
}

TEST_CASE("a network of more classes has a weight for each") {
  Network network = test::random_network(4, 2, true);
  network.task = data::Task::multiclass;
  network.classes = {"a", "b", "c"};
  for (auto& neuron : network.neurons) neuron.weight = test::random_matrix(3, 1, 9);
  check_equal(read_back(network), network);
}

TEST_CASE("a linear model has coefficients for each output") {
  const test::TemporaryFolder folder;
  test::write(folder.path() / "model.json",
              R"({"format": "heaviside-model", "version": 1, "task": "multiclass", "loss": "logistic", "beta": 1,
    "features": ["x"], "classes": ["a", "b", "c"], "preprocessing": {"mean": [0], "scale": [1]}, "bias": true,
    "kind": "linear", "coefficients": [1, 2]})");
  CHECK_THROWS_AS(network::read_model(core::Communicator::self(), folder.path() / "model.json"), core::InputError);
  Network network = test::random_network(4, 0, true);
  network.task = data::Task::multiclass;
  network.classes = {"a", "b", "c"};
  network.linear = test::random_matrix(3, 5, 9);
  check_equal(read_back(network), network);
}

TEST_CASE("how columns became features is kept where it matters") {
  Network network = test::random_network(4, 1, true);
  network.encoding.columns = {"x0", "sex", "x3"};
  network.encoding.categories["sex"] = {"f", "m"};
  network.encoding.missing = data::Missing::mean;
  network.encoding.fill = {0.5, 0, 0, 0.1};
  check_equal(read_back(network), network);
  network.encoding.missing = data::Missing::zero;
  network.encoding.fill.clear();
  check_equal(read_back(network), network);
}

TEST_CASE("the file is JSON with the keys of the contract, a neuron a line, the same bytes every time") {
  const test::TemporaryFolder folder;
  const Network network = test::random_network(2, 3, true, {2});
  write_model(folder.path() / "a", network);
  write_model(folder.path() / "b", network);
  const std::string text = test::content_of(folder.path() / "a");
  CHECK(text == test::content_of(folder.path() / "b"));

  const auto model = nlohmann::ordered_json::parse(text);
  std::vector<std::string> keys;
  for (const auto& member : model.items()) keys.push_back(member.key());
  CHECK(keys == std::vector<std::string>{"format", "version", "task", "loss", "beta", "features", "classes",
                                         "preprocessing", "bias", "neurons", "sha256"});
  CHECK(model["format"] == "heaviside-model");
  CHECK(model["version"] == 1);
  CHECK(model["task"] == "binary");
  CHECK(model["preprocessing"]["scale"].size() == 2);
  REQUIRE(model["neurons"].size() == 3);
  for (std::size_t j = 0; j < 3; ++j) {
    const auto& neuron = network.neurons[j];
    CHECK(model["neurons"][j]["weight"] == neuron.weight[0]);
    for (Eigen::Index unit = 0; unit < 2; ++unit) {
      for (Eigen::Index k = 0; k < 3; ++k) {
        CHECK(model["neurons"][j]["layers"][0][static_cast<std::size_t>(unit)][static_cast<std::size_t>(k)] ==
              neuron.layers[0](unit, k));
      }
      CHECK(model["neurons"][j]["layers"][1][0][static_cast<std::size_t>(unit)] == neuron.layers[1](0, unit));
    }
  }
  CHECK(std::count(text.begin(), text.end(), '\n') == 10 + 3 + 4);  // keys, neurons, closing brackets
}

TEST_CASE("NaN and infinity are not written") {
  const test::TemporaryFolder folder;
  for (const double value : {std::nan(""), std::numeric_limits<double>::infinity()}) {
    Network in_layer = test::random_network(2, 2, true);
    in_layer.neurons[1].layers[0](0, 1) = value;
    Network in_weight = test::random_network(2, 2, true);
    in_weight.neurons[1].weight[0] = value;
    for (const auto& network : {in_layer, in_weight}) {
      CHECK_THROWS_AS(write_model(folder.path() / "m", network), core::NumericalError);
    }
  }
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("the small model is read, with integers for numbers") { CHECK(error_of(small_model().dump()) == "no error"); }

TEST_CASE("Huber's loss keeps its delta, the others need none") {
  Network network = test::random_network(2, 3, true);
  network.loss = "huber";
  network.huber_delta = 0.1 + 0.2;
  network.class_weight = "balanced";
  network.sample_weight = network.one_vs_rest = true;
  check_equal(read_back(network), network);
  CHECK(error_with("/loss", "huber") == R"(expected "huber_delta", found no such key)");
}

TEST_CASE("what is wrong is named by its place, with what was expected and found") {
  CHECK(error_with("/format", "other") == R"(format: expected "heaviside-model", found "other")");
  CHECK(error_with("/version", 2) == "version: expected 1, the version that this program knows, found 2");
  CHECK(error_with("/task", "cooking") ==
        R"(task: expected "binary" or "multiclass" or "regression", found "cooking")");
  CHECK(error_with("/loss", 7).starts_with("loss: expected \"squared\" or "));
  CHECK(error_with("/beta", -1) == "beta: expected a number over 0, found -1");
  CHECK(error_with("/beta", nullptr) == "beta: expected a number, found null");
  CHECK(error_with("/features/1", 3) == "features[1]: expected a text, found 3");
  CHECK(error_with("/features", "age") == R"(features: expected an array, found "age")");
  CHECK(error_with("/classes", {"a"}) == "classes: expected an array of 2, found an array of 1");
  CHECK(error_with("/classes", {"a", "a"}) == R"(classes: expected different classes, found "a" twice)");
  CHECK(error_with("/task", "regression") == "classes: expected an array of 0, found an array of 2");
  CHECK(error_with("/preprocessing/mean", {1}) == "preprocessing.mean: expected an array of 2, found an array of 1");
  CHECK(error_with("/preprocessing/scale/1", 0) == "preprocessing.scale[1]: expected a number over 0, found 0");
  CHECK(error_with("/preprocessing", 1) == "preprocessing: expected an object, found 1");
  CHECK(error_with("/bias", 1) == "bias: expected true or false, found 1");
  CHECK(error_with("/bias", false) == "neurons[0].layers[0][0]: expected an array of 2, found an array of 3");
  CHECK(error_with("/neurons", json::object()) == "neurons: expected an array, found an object");
  CHECK(error_with("/neurons/0", 1) == "neurons[0]: expected an object, found 1");
  CHECK(error_with("/neurons/0/weight", "x") == R"(neurons[0].weight: expected a number, found "x")");
  CHECK(error_with("/neurons/0/weight", {1, 2}) == "neurons[0].weight: expected a number, found an array of 2");
  CHECK(error_with("/neurons/0/layers", json::array()) ==
        "neurons[0].layers: expected at least one layer, found an array of 0");
  CHECK(error_with("/neurons/0/layers/0", json::array()).starts_with("neurons[0].layers[0]: expected a row"));
  CHECK(error_with("/neurons/0/layers/0/0/2", "0.3") ==
        R"(neurons[0].layers[0][0][2]: expected a number, found "0.3")");
  CHECK(error_with("/neurons/0/layers/0/1", {1, 2, 3}) ==
        "neurons[0].layers[0]: expected one unit in the last layer, found 2");
  CHECK(error_with("/neurons/0/layers/1", {{1, 2}}) ==
        "neurons[0].layers[1][0]: expected an array of 1, found an array of 2");
  CHECK(error_with("/encoding", json::object()) == "encoding: expected \"columns\", found no such key");
}

TEST_CASE("every key is needed") {
  for (const char* key :
       {"format", "version", "task", "loss", "beta", "features", "classes", "preprocessing", "bias", "neurons"}) {
    CHECK(error_without(key) == "expected \"" + std::string(key) + "\", found no such key");
  }
}

TEST_CASE("an encoding that does not make the features is refused") {
  const json good = {
      {"columns", {"age", "bmi"}}, {"categories", json::object()}, {"missing", "zero"}, {"fill", json::array()}};
  const auto error = [&](const char* key, const json& value) {
    json encoding = good;
    encoding[key] = value;
    return error_with("/encoding", encoding);
  };
  CHECK(error_with("/encoding", good) == "no error");
  CHECK(error("columns", {"age"}) == "encoding: expected columns and categories that make 2 features, found 1");
  CHECK(error("categories", {{"bmi", {"low", "high"}}}).ends_with("found 3"));
  CHECK(error("categories", {{"sex", {"f"}}}) ==
        R"(encoding.categories.sex: expected the name of one of the columns, found "sex")");
  CHECK(error("missing", "never").starts_with("encoding.missing: expected "));
  CHECK(error("missing", "mean") == "encoding.fill: expected an array of 2, found an array of 0");
}

TEST_CASE("what is no JSON, or cut off, or too large a number, is refused in one line") {
  const std::string whole = small_model().dump();
  for (const std::string& content : {std::string(), std::string("weights\n1 2 3\n"), whole.substr(0, whole.size() / 2),
                                     std::string("\xff\xfe\0", 3), std::string("{\"beta\": 1e999}"), whole + "}"}) {
    CAPTURE(content);
    CHECK(error_of(content).starts_with("not a model file: "));
  }
  CHECK(error_of("[]") == "expected an object, found an array of 0");
  const core::Communicator self = core::Communicator::self();
  CHECK_THROWS_AS(network::read_model(self, "/nowhere/model.json"), core::CollectiveError);
}

TEST_CASE("a linear model has coefficients in place of neurons") {
  Network network = test::random_network(3, 0, true);
  network.loss = "logistic";
  network.linear = test::random_matrix(1, 4, 8);
  check_equal(read_back(network), network);
  network.linear(0, 2) = std::numeric_limits<double>::infinity();
  CHECK_THROWS_AS(read_back(network), core::NumericalError);

  json model = small_model();
  model.erase("neurons");
  model["kind"] = "linear";
  CHECK(error_of(model.dump()) == "expected \"coefficients\", found no such key");
  model["coefficients"] = {1, 2};
  CHECK(error_of(model.dump()) == "coefficients: expected an array of 3, found an array of 2");
  model["kind"] = "cubic";
  CHECK(error_of(model.dump()) == "kind: expected \"linear\", found \"cubic\"");
}

TEST_CASE("a file that is cut or has a wrong bit is refused") {
  const test::TemporaryFolder folder;
  const Network network = test::random_network(2, 2, true);
  write_model(folder.path() / "m", network);
  const std::string text = test::content_of(folder.path() / "m");
  for (std::size_t length = 0; length + 1 < text.size(); ++length)
    CHECK(error_of(text.substr(0, length)) != "no error");
  for (std::size_t place = 0; place < text.size(); ++place) {
    std::string damaged = text;
    damaged[place] = static_cast<char>(damaged[place] ^ 1);
    CHECK(error_of(damaged) != "no error");
  }
}

TEST_CASE("a model that was edited is refused until its checksum is removed") {
  const test::TemporaryFolder folder;
  write_model(folder.path() / "m", test::random_network(2, 1, true));
  json model = json::parse(test::content_of(folder.path() / "m"));
  model["beta"] = 7;
  CHECK_THAT(error_of(model.dump()), Catch::Contains("checksum") && Catch::Contains("remove the member \"sha256\""));
  model.erase("sha256");
  CHECK(error_of(model.dump()) == "no error");
}
