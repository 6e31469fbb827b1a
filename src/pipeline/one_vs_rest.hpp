/// \file  More than two classes as a training each, of one class against all others.
#pragma once

#include "training_run.hpp"

namespace heaviside::pipeline {

/// Trains a network for each class, which is +1 and all others -1, as `train --classes rest,CLASS` would, to the last
/// bit, into class-0, class-1, ... in the run's folder; and one network of them all, with an output a class. The
/// objective is the sum of theirs, and so are the bounds on it. Drawn patterns are drawn once.
///
/// A run that goes on does so in each class that has a checkpoint.
/// \param data  of more than two classes; its labels are changed meanwhile
/// \throws core::InputError  on every rank where the run is to go on and no class has a checkpoint
/// \note Collective.
void train_one_vs_rest(TrainingRun& run, TrainingData& data);

}  // namespace heaviside::pipeline
