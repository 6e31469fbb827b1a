/// \file  Pipeline step 1: read a file or a built-in data set.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "heaviside/core/communicator.hpp"
#include "heaviside/core/log.hpp"
#include "heaviside/data/dataset.hpp"

namespace heaviside::data {

struct ReadOptions {
  /// A path, or builtin:tic-tac-toe, or builtin:teacher[,n=100][,d=20][,seed=1][,offset=0].
  std::string source;
  /// csv, libsvm, npy, idx or cifar10; empty: by content. Each may be gzipped.
  std::string format;
  /// Column of the label in csv and npy: a name, or an index from 0, negative from the end; empty: the last.
  std::string label;
  /// Classes made of the labels, as take_classes() has them; empty: each label is a class.
  std::vector<std::string> classes;
  Missing missing = Missing::refuse;
  /// Text columns of csv (names or indices) that become one 0/1 feature a category.
  std::vector<std::string> one_hot;
  /// IDX keeps labels in a file of their own; empty: the name of the images with labels-idx1 for images-idx3.
  std::string labels_file;
  /// Weights of the rows in the loss, one number over 0 a line; empty: every row weighs 1.
  std::string weights_file;
  /// Encode as that table was: same columns, categories and fill values. Then `one_hot` is not looked at, and `missing`
  /// only where it is not `refuse`.
  const Encoding* like = nullptr;
  /// For prediction: labels may be absent. A file with exactly these columns (those of `like`, where it is given) is
  /// unlabelled; with one more, that one is the label.
  std::optional<std::vector<std::string>> expected_features;
};

/// Reads data on the root and gives them to every rank.
///
/// csv: fields between commas, semicolons, tabs or blanks (found by content), quotes, CRLF and a byte-order mark are
/// understood. A first line with text in it is a header, unless that text stands above text only and recurs below it.
/// libsvm: `label index:value ...`, indices from 1. npy: two-dimensional, integers or floats. idx: an array of n items
/// and its labels. cifar10: records of a label byte and 3072 pixels.
///
/// \returns  finite numbers only, at least one row and one feature
/// \throws core::CollectiveError on every rank (exit 2), in one line that names file, line and column (csv and libsvm:
///         number of the field; binary formats: row and column, all from 1), what was expected and what was found
/// \note Collective: broadcasts the table.
Table read_table(const core::Communicator& comm, const ReadOptions& options, core::Log& log);

}  // namespace heaviside::data
