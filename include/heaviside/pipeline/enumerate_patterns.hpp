/// \file  The pipeline's exact dictionary: where a problem is small, every pattern of the data.
#pragma once

#include <Eigen/Core>

#include "heaviside/core/log.hpp"
#include "heaviside/pipeline/training_data.hpp"

namespace heaviside::pipeline {

/// Hyperplanes, a row each, that make all patterns of the inputs.
struct AllPatterns {
  Eigen::MatrixXd hyperplanes;  ///< count x r
  bool complete = false;        ///< none had to be left out: the optimum over these patterns is the global one
};

/// All patterns of the data, as decided exactly (arrangements::enumerate_cells): with a bias of the features as they
/// were read, without one of the inputs, which standardising has moved. Says on stderr how many there are.
///
/// \throws core::CollectiveError (exit 2) on every rank where there are too many, before any work.
/// \note Collective.
AllPatterns enumerate_patterns(const core::Communicator& comm, const TrainingData& data, core::Log& log);

}  // namespace heaviside::pipeline
