/// \file  One reader a format, and how a format is recognised. Root only.
///
/// A reader fills X, features, labels and encoding.columns (csv: categories too); read_table() does the rest. In X a
/// value that is missing is NaN, and nothing else is. `log` hears what was found out about the file.
#pragma once

#include "file.hpp"
#include "heaviside/data/read.hpp"

namespace heaviside::data {

Table read_csv(const File& file, const ReadOptions& options, core::Log& log);
Table read_libsvm(const File& file, const ReadOptions& options);
Table read_npy(const File& file, const ReadOptions& options);
Table read_idx(const File& images, const ReadOptions& options);
Table read_cifar10(const File& file, const ReadOptions& options);
Table read_builtin(const ReadOptions& options);

/// One number over 0 a line, as many as `rows`, the rows of `data`.
Eigen::VectorXd read_weights(const File& file, Eigen::Index rows, const std::string& data);

bool looks_like_libsvm(const File& file);
bool looks_like_npy(const File& file);
bool looks_like_idx(const File& file);
bool looks_like_cifar10(const File& file);

}  // namespace heaviside::data
