/// \file  Pipeline step 1: the data as read from a file, and how its columns became features.
#pragma once

#include <Eigen/Core>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "heaviside/core/node.hpp"

namespace heaviside::data {

/// What the labels mean. `automatic` is decided by interpret().
enum class Task { automatic, binary, multiclass, regression };

/// K, the outputs of a network: of the task multiclass as many as classes, of others 1.
inline Eigen::Index outputs_of(Task task, const std::vector<std::string>& classes) {
  return task == Task::multiclass ? static_cast<Eigen::Index>(classes.size()) : 1;
}

/// What to do with missing values: refuse the file, take 0, or take the mean of the values that are there.
enum class Missing { refuse, zero, mean };

/// How the columns of a file became features: enough to read another file in the same way. model.json stores it.
struct Encoding {
  std::vector<std::string> columns;                            ///< of the file, in order, without the label
  std::map<std::string, std::vector<std::string>> categories;  ///< of each one-hot column, in the order of its features
  Missing missing = Missing::refuse;
  std::vector<double> fill;  ///< Missing::mean: the mean of each feature, for its missing values; otherwise empty

  bool operator==(const Encoding&) const = default;
};

/// A table as read: numeric features and the raw target. Whole on every rank; X once a node (core::Nodes).
struct Table {
  Eigen::MatrixXd X;                  ///< n x d, raw
  std::vector<std::string> features;  ///< d names; a one-hot column gives one feature a category, named column=category
  std::vector<std::string> labels;    ///< n texts as written (binary formats: shortest form); empty if unlabelled
  std::vector<std::string> classes;   ///< in order, where they were asked for: see classes.hpp; otherwise empty
  Eigen::VectorXd weights;            ///< n, over 0: of the rows in the loss; empty: 1
  Encoding encoding;
  /// Of the bytes of the file (IDX: images, then labels; built-in: X, then y), in hex; of rows with weights, of that
  /// and the bytes of the weights' file.
  std::string sha256;
  std::string name;  ///< the path or the built-in, as given

  bool labelled() const { return !labels.empty(); }
};

/// Some rows of a table, in the order given; name, checksum and encoding stay. Local.
Table select_rows(const Table& table, std::span<const Eigen::Index> rows);

/// The same of a table that every rank has; X is held once a node again.
/// \note Collective on the node.
Table select_rows(const core::Nodes& nodes, const Table& table, std::span<const Eigen::Index> rows);

}  // namespace heaviside::data
