#include "columns.hpp"
#include "readers.hpp"

namespace heaviside::data {
namespace {

constexpr std::size_t pixels = 3 * 32 * 32;  // 1024 red, 1024 green, 1024 blue
constexpr std::size_t record_bytes = 1 + pixels;
constexpr int classes = 10;

}  // namespace

bool looks_like_cifar10(const File& file) {
  const std::string name = std::filesystem::path(file.name).filename().string();
  const bool named_so = name.find("cifar") != std::string::npos || name.find("_batch") != std::string::npos;
  return named_so && file.bytes().size() % record_bytes == 0;
}

Table read_cifar10(const File& file, const ReadOptions& options) {
  const std::string& bytes = file.bytes();
  if (bytes.size() % record_bytes != 0) {
    refuse(file, "expected CIFAR-10 records of 3073 bytes, found " + std::to_string(bytes.size()) + " bytes (" +
                     std::to_string(bytes.size() % record_bytes) + " too many)");
  }
  const std::size_t n = bytes.size() / record_bytes;
  Table table;
  table.features = name_features(file, pixels, options);
  table.encoding.columns = table.features;
  for (std::size_t i = 0; i < n; ++i) {
    const int label = static_cast<unsigned char>(bytes[i * record_bytes]);
    if (label >= classes) refuse(file, i + 1, 1, "expected a label from 0 to 9, found " + std::to_string(label));
    table.labels.push_back(std::to_string(label));
  }
  using Records = Eigen::Matrix<unsigned char, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Eigen::Map<const Records> records(reinterpret_cast<const unsigned char*>(bytes.data()),
                                          static_cast<Eigen::Index>(n), record_bytes);
  table.X = records.rightCols(pixels).cast<double>();
  return table;
}

}  // namespace heaviside::data
