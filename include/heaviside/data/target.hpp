/// \file  Pipeline step 1: from the text of labels to the target of training.
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "heaviside/core/log.hpp"
#include "heaviside/data/dataset.hpp"

namespace heaviside::data {

/// What a network is trained on.
struct Target {
  Task task = Task::automatic;       ///< decided: never `automatic` in what interpret() returns
  Eigen::VectorXd y;                 ///< n; binary: -1 or +1; multiclass: index of the class; regression: the number
  std::vector<std::string> classes;  ///< in order, so binary: {negative, positive}; regression: empty

  Eigen::Index outputs() const { return outputs_of(task, classes); }  ///< K, of a network that is trained on it
};

/// What the outputs of a network are to be: y; of the task multiclass, for each class in turn, +1 at its rows and
/// `other` at the others.
/// \param y  in the terms of the target
/// \returns  length n K, one output after the other. Local.
Eigen::VectorXd wanted_outputs(const Target& target, const Eigen::VectorXd& y, double other);

/// Decides what the labels of a table mean.
///
/// `automatic`: two distinct labels are binary; 3 to 20 distinct integers, or texts, are multiclass; other numbers are
/// regression. Equal numbers are one label, however written. Classes are in numeric order if all are numbers, else in
/// the order of their bytes; the larger of two is +1. What was decided is said on stderr.
///
/// \throws core::InputError on every rank: no labels, a constant label, a number of distinct labels other than two for
///         `binary`, text among numbers, text for `regression`
/// \note Local, on a table that is whole on every rank.
Target interpret(const Table& table, Task requested, core::Log& log);

/// The labels of another table (to test on, or to measure a prediction) in the terms of a trained target.
///
/// \returns  n values as in Target::y
/// \throws core::InputError naming the row of a label that is not among the classes or not a number
/// \note Local.
Eigen::VectorXd encode(const Table& table, Task task, const std::vector<std::string>& classes);

}  // namespace heaviside::data
