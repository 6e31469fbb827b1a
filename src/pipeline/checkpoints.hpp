/// \file  Checkpoints of training: when they are written, and what a run goes on from.
#pragma once

#include <functional>
#include <optional>

#include "heaviside/arrangements/hyperplanes.hpp"
#include "heaviside/pipeline/train_options.hpp"
#include "run.hpp"
#include "saved_training.hpp"

namespace heaviside::pipeline {

/// The state of the newest checkpoint in the run's folder, where --resume asks for it; the same on every rank.
/// \throws core::CollectiveError (exit 2) on every rank where there is none that can be read
/// \note Collective: the root reads and broadcasts.
std::optional<SavedTraining> read_saved(const Run& run, const TrainOptions& options);

/// What decides the network: the options that count, and the content of every file that is read.
/// \throws core::CollectiveError (exit 2) on every rank where a file cannot be read
/// \note Collective.
nlohmann::json training_identity(const Run& run, const TrainOptions& options, const TrainingData& data);

/// Refuses to go on with other options or data than the checkpoint's; says where another program wrote it.
/// \throws core::InputError on every rank. Local.
void check_identity(const SavedTraining& saved, const nlohmann::json& identity, core::Log& log);

/// The state between rounds, over its own dictionary. \note Collective.
Refined refined_of(const SavedTraining& saved, dictionary::Dictionary D, const solver::Loss& loss);

/// Keeps the last safe point of a run, and writes it from time to time and where the run is stopped.
///
/// A checkpoint that cannot be written is reported, and does not end the run: the one before it stays.
class Checkpoints {
 public:
  /// \param run          outlives this object, as the hyperplanes do, of which more may be appended
  /// \param identity     see training_identity
  /// \param interval     seconds from one checkpoint to the next
  Checkpoints(Run& run, nlohmann::json identity, double interval, const arrangements::HyperplaneSource& hyperplanes);

  /// \name Safe points: in the first solve (no state: at its beginning), between rounds of refinement and of the proof.
  /// Collective where results are kept: one broadcast, and a gathering of the state where it is written.
  /// @{
  void keep(const std::optional<solver::SolverState>& state);
  void keep(const Refined& state, const RefineProgress& progress);
  void keep(const Refined& state, const ProofProgress& progress);
  /// @}

  /// Whether safe points are kept at all: where results are.
  bool wanted() const { return run_.out && run_.checkpointed; }

  /// Whether a safe point would be written now. \note Collective where they are wanted: one broadcast.
  bool due() const;

  /// Writes the last safe point, unless that is on disk. \note Collective.
  void write();

 private:
  /// Vectors over columns are this rank's share, `columns` the hyperplanes of its columns where they are to be saved.
  struct SafePoint {
    SavedTraining state;
    std::optional<std::vector<std::int64_t>> columns;
    bool written = false;
  };

  void keep(TrainingStep step, const Refined& state, const std::function<void(SavedTraining&)>& add);
  void keep(SafePoint point);
  SavedTraining gathered(const SafePoint& point) const;

  Run& run_;
  nlohmann::json identity_;
  double interval_;
  const arrangements::HyperplaneSource& hyperplanes_;
  core::Stopwatch since_last_;
  std::optional<SafePoint> last_;
};

}  // namespace heaviside::pipeline
