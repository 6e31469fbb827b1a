#include "checkpoints.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "heaviside/core/checkpoint.hpp"
#include "heaviside/core/errors.hpp"
#include "heaviside/core/files.hpp"
#include "heaviside/data/sha256.hpp"
#include "heaviside/pipeline/dictionary_file.hpp"
#include "heaviside/report/provenance.hpp"

namespace heaviside::pipeline {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;
using nlohmann::json;

/// They do not decide the network, or name files, whose content counts.
constexpr std::array<std::string_view, 12> not_of_the_network = {
    "out",  "quiet",       "time-limit",    "resume",     "checkpoint-interval", "data",
    "test", "labels-file", "sample-weight", "warm-start", "load-dictionary",     "save-dictionary"};

VectorXd gathered(const core::Communicator& comm, const VectorXd& mine) {
  const auto all = comm.gather(std::span<const double>(mine.data(), static_cast<std::size_t>(mine.size())));
  return Eigen::Map<const VectorXd>(all.data(), static_cast<Eigen::Index>(all.size()));
}

}  // namespace

std::optional<SavedTraining> read_saved(const Run& run, const TrainOptions& options) {
  if (!options.resume) return std::nullopt;
  std::string bytes;
  run.comm.on_root(
      [&] { bytes = core::read_checkpoint(*run.out, [&](const std::string& fault) { run.log.error(fault); }); });
  return from_bytes(run.comm.broadcast(bytes), "the checkpoint in " + *run.out);
}

json training_identity(const Run& run, const TrainOptions& options, const TrainingData& data) {
  json identity = json::object();
  for (const auto& [name, value] : run.record.options.items()) {
    if (std::ranges::find(not_of_the_network, name) == not_of_the_network.end()) identity[name] = value;
  }
  identity["content of the data"] = data.train.sha256;
  if (data.test) identity["content of the test data"] = data.test->sha256;
  std::vector<std::string> files;
  if (options.load_dictionary) files = {hyperplane_file(*options.load_dictionary), *options.load_dictionary};
  if (options.warm_start) files.push_back(*options.warm_start);
  std::string content;
  run.comm.on_root([&] {
    for (const auto& file : files) content += data::sha256(core::read_text(core::Communicator::self(), file));
  });
  if (!files.empty()) identity["content of other files"] = run.comm.broadcast(content);
  return identity;
}

void check_identity(const SavedTraining& saved, const json& identity, core::Log& log) {
  json before = saved.identity;
  before.update(identity);  // names that are new
  for (const auto& [name, value] : before.items()) {
    const json then = saved.identity.value(name, json()), now = identity.value(name, json());
    if (then == now) continue;
    throw core::InputError("the checkpoint is of another run: " + name + " was " + then.dump() + ", but is " +
                           now.dump() + "; give the options and data that it began with, or leave out --resume");
  }
  if (saved.commit != report::commit())
    log.warn("the checkpoint was written by commit " + saved.commit + " of the program, and this is " +
             report::commit() + ": the last bits may not be those of one run");
}

Refined refined_of(const SavedTraining& saved, dictionary::Dictionary D, const solver::Loss& loss) {
  solver::Solution solution;
  solution.certificate =
      solver::certify_again({D, loss, saved.beta}, share_of(saved.w, D, loss.outputs(D.rows())), saved.objective);
  solution.effort = saved.effort;
  return {std::move(D), std::move(solution), saved.rounds, saved.end};
}

Checkpoints::Checkpoints(Run& run, json identity, double interval, const arrangements::HyperplaneSource& hyperplanes)
    : run_(run), identity_(std::move(identity)), interval_(interval), hyperplanes_(hyperplanes) {}

void Checkpoints::keep(const std::optional<solver::SolverState>& state) {
  SafePoint point;
  point.state.step = TrainingStep::solve;
  point.state.solver = state;
  keep(std::move(point));
}

void Checkpoints::keep(const Refined& state, const RefineProgress& progress) {
  keep(TrainingStep::refine, state, [&](SavedTraining& saved) { saved.refining = progress; });
}

void Checkpoints::keep(const Refined& state, const ProofProgress& progress) {
  keep(TrainingStep::prove, state, [&](SavedTraining& saved) { saved.proof = progress; });
}

void Checkpoints::keep(TrainingStep step, const Refined& state, const std::function<void(SavedTraining&)>& add) {
  SafePoint point;
  auto& saved = point.state;
  saved.step = step;
  saved.w = state.solution.certificate.w;
  saved.objective = state.solution.certificate.objective;
  saved.effort = state.solution.effort;
  saved.rounds = state.rounds;
  saved.end = state.end;
  add(saved);
  // Before the first round the dictionary is that of options and data, and may be large.
  if (step == TrainingStep::prove || state.rounds > 0) point.columns = state.D.hyperplanes();
  keep(std::move(point));
}

void Checkpoints::keep(SafePoint point) {
  if (!wanted() || hyperplanes_.length() == 0) return;  // without features and bias there is one pattern
  point.state.seconds = run_.clock.seconds();
  if (run_.trace) point.state.trace = run_.trace->state();
  last_ = std::move(point);
  if (due()) write();
}

bool Checkpoints::due() const { return wanted() && run_.comm.broadcast(since_last_.seconds() >= interval_); }

SavedTraining Checkpoints::gathered(const SafePoint& point) const {
  const auto& comm = run_.comm;
  SavedTraining state = point.state;
  state.identity = identity_;
  state.commit = report::commit();
  state.beta = run_.record.beta;
  state.beta_max = run_.record.beta_max;
  state.w = pipeline::gathered(comm, state.w);
  if (state.solver) {
    for (auto& [name, vector] : state.solver->columns) vector = pipeline::gathered(comm, vector);
  }
  if (!point.columns) return state;
  MatrixXd mine(hyperplanes_.length(), static_cast<Eigen::Index>(point.columns->size()));
  for (Eigen::Index k = 0; k < mine.cols(); ++k)
    mine.col(k) = hyperplanes_.weights((*point.columns)[static_cast<std::size_t>(k)]);
  const VectorXd all = pipeline::gathered(comm, mine.reshaped());
  state.hyperplanes = all.reshaped(mine.rows(), all.size() / mine.rows());
  return state;
}

void Checkpoints::write() {
  if (!last_ || last_->written) return;
  last_->written = true;
  since_last_ = core::Stopwatch();
  const SavedTraining state = gathered(*last_);
  if (!run_.comm.is_root()) return;
  try {
    core::write_checkpoint(*run_.out, to_bytes(state));
  } catch (const core::InputError& error) {
    run_.log.error(error.what() + std::string("; the checkpoint before it stays"));
  }
}

}  // namespace heaviside::pipeline
