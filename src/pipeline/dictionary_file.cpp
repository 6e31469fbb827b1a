#include "heaviside/pipeline/dictionary_file.hpp"

#include <bit>
#include <filesystem>
#include <numeric>

#include "heaviside/core/errors.hpp"
#include "heaviside/core/files.hpp"
#include "heaviside/data/npy.hpp"
#include "heaviside/data/sha256.hpp"

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

/// A line as sha256sum writes and checks it.
std::string sum_line(const std::string& sum, const std::string& file) {
  return sum + "  " + std::filesystem::path(file).filename().string() + "\n";
}

/// Damage that leaves the patterns as they are would be in the network. Local: for the root.
void check_sums(const std::string& path) {
  const std::string sums = checksum_file(path);
  if (!std::filesystem::exists(sums)) return;  // made by other means
  const auto content_of = [](const std::string& file) { return core::read_text(core::Communicator::self(), file); };
  const std::string lines = content_of(sums);
  for (const auto& file : {path, hyperplane_file(path)}) {
    if (lines.find(sum_line(data::sha256(content_of(file)), file)) == std::string::npos)
      throw core::InputError(file + ": was damaged or changed since it was written: its checksum is not that in " +
                             sums + " (if you changed it, remove that file)");
  }
}

}  // namespace

std::string hyperplane_file(const std::string& path) {
  return std::filesystem::path(path).replace_extension(".hyperplanes.npy").string();
}

std::string checksum_file(const std::string& path) {
  return std::filesystem::path(path).replace_extension(".sha256").string();
}

void save_dictionary(const std::string& path, const dictionary::Dictionary& D,
                     const arrangements::HyperplaneSource& hyperplanes) {
  const auto& comm = D.comm();
  const auto rows = comm.gather(std::span<const std::uint8_t>(local_rows(D)));
  const auto indices = comm.gather(std::span<const std::int64_t>(D.hyperplanes()));
  comm.on_root([&] {
    const std::string file = hyperplane_file(path);
    const auto bytes = static_cast<Index>(row_bytes(D.rows()));
    std::string sums = sum_line(data::write_npy(path, D.cols(), bytes, std::span<const std::uint8_t>(rows)), path);
    MatrixXd weights(hyperplanes.length(), D.cols());  // length x P, column-major: P x length in the file's row order
    for (Index j = 0; j < D.cols(); ++j) weights.col(j) = hyperplanes.weights(indices[static_cast<std::size_t>(j)]);
    const std::span<const double> values(weights.data(), static_cast<std::size_t>(weights.size()));
    sums += sum_line(data::write_npy(file, weights.cols(), weights.rows(), values), file);
    core::write_file(checksum_file(path), sums);
  });
}

arrangements::StoredHyperplanes load_hyperplanes(const core::Communicator& comm, const std::string& path,
                                                 const arrangements::SubnetworkShape& shape) {
  const std::string file = hyperplane_file(path);
  MatrixXd weights;
  comm.on_root([&] {
    check_sums(path);
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
