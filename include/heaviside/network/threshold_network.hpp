/// \file  Pipeline step 6: the trained network, and the numbers that it gives.
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "heaviside/data/dataset.hpp"
#include "heaviside/data/preprocess.hpp"

namespace heaviside::network {

/// One subnetwork: its last layer is a single threshold unit, whose bit is weighed for each output.
struct Neuron {
  /// Layer l is outputs x inputs; the last has one row. Two-layer network: one 1 x r matrix. The first layer's inputs
  /// are the standardised features in order, then the bias (1) where there is one.
  std::vector<Eigen::MatrixXd> layers;
  Eigen::VectorXd weight = Eigen::VectorXd::Zero(1);  ///< K numbers, one an output
};

/// f(x) = sum_j weight_j 1{neuron j is active at x}, one number, or one for each of more than two classes; or, of a
/// linear model, f(x) = linear z, z the inputs of the first layer. Whole on every rank; predicting needs nothing else.
struct Network {
  data::Task task = data::Task::regression;
  std::string loss = "squared";
  double huber_delta = 1;              ///< of the loss huber
  std::string class_weight = "equal";  ///< of the rows in it; or balanced
  bool one_vs_rest = false;            ///< of more than two classes: each output was trained by itself
  bool sample_weight = false;          ///< whether rows had weights of their own in it
  double beta = 0;
  std::vector<std::string> features;  ///< d names
  std::vector<std::string> classes;   ///< binary: labels of -1 and +1; multiclass: of each output; regression: none
  data::Preprocessing preprocessing;
  bool bias = true;
  data::Encoding encoding;  ///< how the columns of a file become the d features
  std::vector<Neuron> neurons;
  Eigen::MatrixXd linear;  ///< K x inputs: a linear model, without neurons; empty: a threshold network

  bool is_linear() const { return linear.size() > 0; }

  Eigen::Index outputs() const { return data::outputs_of(task, classes); }  ///< K

  /// Inputs of the first layer.
  Eigen::Index inputs() const { return static_cast<Eigen::Index>(features.size()) + (bias ? 1 : 0); }
};

/// The word for a task in model.json and report.json: auto, binary, multiclass or regression.
std::string task_name(data::Task task);

/// f at every row of X (n x d, raw features): n x K.
///
/// A unit is active where its t >= 0, computed as arrangements::threshold_patterns defines, in every layer. f is summed
/// neuron by neuron, in order: its bits depend neither on the other rows nor on their order.
/// \throws core::InputError  where X has another number of columns
/// \note Local. Memory beside X: a block of rows.
Eigen::MatrixXd evaluate(const Network& network, const Eigen::Ref<const Eigen::MatrixXd>& X);

}  // namespace heaviside::network
