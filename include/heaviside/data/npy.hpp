/// \file  Pipeline steps 1 and 3: two-dimensional arrays in NumPy's file format. Local.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace heaviside::data {

/// The numbers of an NPY file of integers or floats, all finite.
/// \throws core::InputError  naming the file and what is wrong with it
Eigen::MatrixXd read_npy_matrix(const std::string& path);

/// An array of bytes, row after row.
struct ByteArray {
  Eigen::Index rows = 0;
  Eigen::Index cols = 0;
  std::vector<std::uint8_t> values;
};

/// \throws core::InputError  also where the file holds anything else than unsigned bytes in row order
ByteArray read_npy_bytes(const std::string& path);

/// Writes values, row after row, whole or not at all, and returns the SHA-256 of the file.
/// \throws core::InputError  where the file cannot be written
std::string write_npy(const std::string& path, Eigen::Index rows, Eigen::Index cols,
                      std::span<const std::uint8_t> values);
std::string write_npy(const std::string& path, Eigen::Index rows, Eigen::Index cols, std::span<const double> values);

}  // namespace heaviside::data
