#include "saved_training.hpp"

#include <cstring>

#include "heaviside/core/errors.hpp"
#include "heaviside/core/json.hpp"

namespace heaviside::pipeline {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;
using nlohmann::json;

json json_of(const double* values, Eigen::Index size) {
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(size) * sizeof(double));
  if (!bytes.empty()) std::memcpy(bytes.data(), values, bytes.size());
  return json::binary(std::move(bytes));
}
json json_of(const VectorXd& vector) { return json_of(vector.data(), vector.size()); }

VectorXd vector_of(const json& value) {
  const auto& bytes = value.get_binary();
  VectorXd vector(static_cast<Eigen::Index>(bytes.size() / sizeof(double)));
  if (vector.size() > 0)
    std::memcpy(vector.data(), bytes.data(), static_cast<std::size_t>(vector.size()) * sizeof(double));
  return vector;
}

json json_of(const MatrixXd& matrix) {
  return {{"rows", matrix.rows()}, {"values", json_of(matrix.data(), matrix.size())}};
}

MatrixXd matrix_of(const json& value) {
  const VectorXd values = vector_of(value.at("values"));
  const Eigen::Index rows = value.at("rows");
  if (rows <= 0 || values.size() % rows != 0) throw core::InputError("a matrix of no shape");
  return values.reshaped(rows, values.size() / rows);
}

json json_of(const std::map<std::string, VectorXd>& vectors) {
  json object = json::object();
  for (const auto& [name, vector] : vectors) object[name] = json_of(vector);
  return object;
}

std::map<std::string, VectorXd> vectors_of(const json& object) {
  std::map<std::string, VectorXd> vectors;
  for (const auto& [name, value] : object.items()) vectors[name] = vector_of(value);
  return vectors;
}

json json_of(const RefineProgress& at) {
  return {{"pricings", at.pricings},
          {"patience", at.patience},
          {"objectives", at.objectives},
          {"observed", at.observed},
          {"ended", at.ended}};
}

RefineProgress refining_of(const json& value) {
  return {value.at("pricings"), value.at("patience"), value.at("objectives").get<std::vector<double>>(),
          value.at("observed"), value.at("ended")};
}

json json_of(const ProofProgress& at) {
  return {{"lower bound", at.lower_bound},
          {"cones", at.cones},
          {"rounds", at.rounds},
          {"tolerance", at.tolerance},
          {"observed", at.observed},
          {"shown", at.shown},
          {"search", json_of(at.search.data(), std::ssize(at.search))}};
}

ProofProgress proof_of(const json& value) {
  const VectorXd search = vector_of(value.at("search"));
  return {value.at("lower bound"),       value.at("cones"),    value.at("rounds"),
          value.at("tolerance"),         value.at("observed"), value.at("shown"),
          {search.begin(), search.end()}};
}

/// The step, or end of refinement, that a number stands for, up to `last`.
template <class Enumerator>
Enumerator enumerator_of(const json& value, Enumerator last) {
  const int number = value.get<int>();
  if (number < 0 || number > static_cast<int>(last)) throw core::InputError("a number of no meaning");
  return static_cast<Enumerator>(number);
}

/// Follows CBOR without keeping it, and stops where it is nested deeper than any state: to read it takes stack for
/// each level.
struct Nesting : nlohmann::json_sax<json> {
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool key(string_t&) override { return true; }
  bool start_object(std::size_t) override { return ++depth <= core::deepest_json; }
  bool end_object() override { return --depth, true; }
  bool start_array(std::size_t) override { return ++depth <= core::deepest_json; }
  bool end_array() override { return --depth, true; }
  bool parse_error(std::size_t, const std::string&, const json::exception&) override { return false; }

  int depth = 0;
};

json value_of(const std::string& bytes) {
  Nesting nesting;
  if (!json::sax_parse(bytes, &nesting, json::input_format_t::cbor)) throw core::InputError("no state");
  return json::from_cbor(bytes);
}

SavedTraining saved_of(const json& value) {
  SavedTraining saved;
  saved.identity = value.at("identity");
  saved.commit = value.at("commit");
  saved.seconds = value.at("seconds");
  saved.trace = {value.at("trace rows"), value.at("trace checksum")};
  saved.beta = value.at("beta");
  if (value.contains("beta max")) saved.beta_max = value.at("beta max").get<double>();
  saved.step = enumerator_of(value.at("step"), TrainingStep::prove);
  if (value.contains("solver")) {
    const json& solver = value.at("solver");
    saved.solver = {solver.at("numbers").get<std::map<std::string, double>>(), vectors_of(solver.at("columns")),
                    vectors_of(solver.at("rows"))};
  }
  if (value.contains("hyperplanes")) saved.hyperplanes = matrix_of(value.at("hyperplanes"));
  saved.w = vector_of(value.at("w"));
  saved.objective = value.at("objective");
  saved.effort = {value.at("iterations"), value.at("factorisations")};
  saved.rounds = value.at("rounds");
  saved.end = enumerator_of(value.at("end"), RefineEnd::stopped);
  saved.refining = refining_of(value.at("refining"));
  saved.proof = proof_of(value.at("proof"));
  return saved;
}

}  // namespace

std::string to_bytes(const SavedTraining& saved) {
  json value = {{"identity", saved.identity},
                {"commit", saved.commit},
                {"seconds", saved.seconds},
                {"trace rows", saved.trace.rows},
                {"trace checksum", saved.trace.checksum},
                {"beta", saved.beta},
                {"step", static_cast<int>(saved.step)},
                {"w", json_of(saved.w)},
                {"objective", saved.objective},
                {"iterations", saved.effort.iterations},
                {"factorisations", saved.effort.factorisations},
                {"rounds", saved.rounds},
                {"end", static_cast<int>(saved.end)},
                {"refining", json_of(saved.refining)},
                {"proof", json_of(saved.proof)}};
  if (saved.beta_max) value["beta max"] = *saved.beta_max;
  if (saved.hyperplanes) value["hyperplanes"] = json_of(*saved.hyperplanes);
  if (saved.solver)
    value["solver"] = {{"numbers", saved.solver->numbers},
                       {"columns", json_of(saved.solver->columns)},
                       {"rows", json_of(saved.solver->rows)}};
  std::string bytes;
  json::to_cbor(value, bytes);
  return bytes;
}

SavedTraining from_bytes(const std::string& bytes, const std::string& name) {
  try {
    return saved_of(value_of(bytes));
  } catch (const std::exception&) {
    throw core::InputError(name + " was written by another version of the program: train without --resume");
  }
}

VectorXd share_of(const VectorXd& whole, const dictionary::Dictionary& D, Eigen::Index outputs) {
  if (whole.size() != D.cols() * outputs)
    throw core::InputError("the checkpoint is of a dictionary of " + std::to_string(whole.size() / outputs) +
                           " patterns, but it has " + std::to_string(D.cols()) + " here; train without --resume");
  return whole.segment(D.local().begin * outputs, D.local().size() * outputs);
}

}  // namespace heaviside::pipeline
