#include "heaviside/pipeline/dictionary_file.hpp"

#include <bit>
#include <filesystem>
#include <numeric>

#include "heaviside/core/errors.hpp"
#include "heaviside/core/files.hpp"
#include "heaviside/data/npy.hpp"

namespace heaviside::pipeline {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

static_assert(std::endian::native == std::endian::little, "a pattern's words are written as bytes in little bit order");

std::size_t row_bytes(std::int64_t n) { return static_cast<std::size_t>((n + 7) / 8); }

/// The patterns of this rank as bytes, a row of ceil(n/8) each.
std::vector<std::uint8_t> local_rows(const dictionary::Dictionary& D) {
  std::vector<std::uint8_t> rows;
  std::vector<std::uint64_t> words(static_cast<std::size_t>(dictionary::BitMatrix::words_per_column(D.rows())));
  for (std::int64_t j = 0; j < D.bits().cols(); ++j) {
    D.bits().get_column(j, words);
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(words.data());
    rows.insert(rows.end(), bytes, bytes + row_bytes(D.rows()));
  }
  return rows;
}

}  // namespace

std::string hyperplane_file(const std::string& path) {
  return std::filesystem::path(path).replace_extension(".hyperplanes.npy").string();
}

void save_dictionary(const std::string& path, const dictionary::Dictionary& D,
                     const arrangements::HyperplaneSource& hyperplanes) {
  const auto& comm = D.comm();
  const auto rows = comm.gather(std::span<const std::uint8_t>(local_rows(D)));
  const auto indices = comm.gather(std::span<const std::int64_t>(D.hyperplanes()));
  comm.on_root([&] {
    data::write_npy(path, D.cols(), static_cast<Index>(row_bytes(D.rows())), std::span<const std::uint8_t>(rows));
    MatrixXd weights(hyperplanes.length(), D.cols());  // length x P, column-major: P x length in the file's row order
    for (Index j = 0; j < D.cols(); ++j) weights.col(j) = hyperplanes.weights(indices[static_cast<std::size_t>(j)]);
    data::write_npy(hyperplane_file(path), weights.cols(), weights.rows(),
                    std::span<const double>(weights.data(), static_cast<std::size_t>(weights.size())));
  });
}

arrangements::StoredHyperplanes load_hyperplanes(const core::Communicator& comm, const std::string& path,
                                                 const arrangements::SubnetworkShape& shape) {
  const std::string file = hyperplane_file(path);
  MatrixXd weights;
  comm.on_root([&] {
    weights = data::read_npy_matrix(file);
    if (weights.cols() != shape.length())
      throw core::InputError(file + ": each hyperplane has " + std::to_string(weights.cols()) +
                             " weights, but this data needs " + std::to_string(shape.length()) +
                             ": load the dictionary with the data and options it was saved with");
  });
  const Index count = comm.broadcast(weights.rows());
  weights.resize(count, shape.length());
  comm.broadcast(std::span<double>(weights.data(), static_cast<std::size_t>(weights.size())));
  return {std::move(weights), shape};
}

void check_dictionary(const std::string& path, const dictionary::Dictionary& D) {
  const auto rows = D.comm().gather(std::span<const std::uint8_t>(local_rows(D)));
  D.comm().on_root([&] {
    const data::ByteArray saved = data::read_npy_bytes(path);
    if (saved.rows != D.cols() || saved.cols != static_cast<Index>(row_bytes(D.rows())) || saved.values != rows)
      throw core::InputError(path +
                             ": its hyperplanes make other patterns on this data: load the dictionary with the "
                             "data and options it was saved with");
  });
}

}  // namespace heaviside::pipeline
