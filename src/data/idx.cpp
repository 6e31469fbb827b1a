#include <cmath>
#include <numeric>
#include <vector>

#include "binary_number.hpp"
#include "columns.hpp"
#include "heaviside/data/sha256.hpp"
#include "readers.hpp"
#include "text.hpp"

namespace heaviside::data {
namespace {

constexpr std::size_t magic_bytes = 4;  // 0, 0, type, number of dimensions; then a 4-byte length for each dimension

/// The stored type that a code of the format stands for.
NumberType type_of(char code) {
  constexpr bool big_endian = true;
  switch (code) {
    case 0x08:
      return {'u', 1, big_endian};
    case 0x09:
      return {'i', 1, big_endian};
    case 0x0B:
      return {'i', 2, big_endian};
    case 0x0C:
      return {'i', 4, big_endian};
    case 0x0D:
      return {'f', 4, big_endian};
    case 0x0E:
      return {'f', 8, big_endian};
    default:
      return {'?', 0, big_endian};
  }
}

/// An array of `items` items of `item_size` numbers each.
struct Array {
  std::size_t number_bytes = 0;
  Decoder value_at = nullptr;
  std::size_t dimensions = 0;
  std::size_t items = 0;
  std::size_t item_size = 1;
  const char* values = nullptr;

  double at(std::size_t item, std::size_t k) const { return value_at(values + (item * item_size + k) * number_bytes); }
};

Array parse_header(const File& file) {
  const std::string& bytes = file.bytes();
  if (!looks_like_idx(file)) refuse(file, "expected an IDX file, which begins with 0, 0, a type and dimensions");
  Array array;
  const NumberType type = type_of(bytes[2]);
  array.number_bytes = type.size;
  array.value_at = decoder(type);
  array.dimensions = static_cast<std::size_t>(bytes[3]);
  const std::size_t header_bytes = magic_bytes * (1 + array.dimensions);
  if (bytes.size() < header_bytes) refuse(file, "the IDX header is truncated");
  const auto length = [&](std::size_t k) {
    return static_cast<std::size_t>(decode<std::uint32_t, true>(bytes.data() + magic_bytes * (1 + k)));
  };
  const std::size_t found = bytes.size() - header_bytes;
  // Saturates above what the file holds: lengths that a faulty header makes up may be anything.
  const auto product = [&](std::size_t a, std::size_t b) { return b > 0 && a > found / b ? found + 1 : a * b; };
  array.items = length(0);
  for (std::size_t k = 1; k < array.dimensions; ++k) array.item_size = product(array.item_size, length(k));
  if (product(product(array.items, array.item_size), array.number_bytes) != found) {
    refuse(file, "expected " + std::to_string(array.items) + " items of " + std::to_string(array.item_size) + " x " +
                     std::to_string(array.number_bytes) + " bytes after the IDX header, found " +
                     std::to_string(found) + " bytes");
  }
  array.values = bytes.data() + header_bytes;
  return array;
}

/// The labels that belong to images, with or without .gz, whichever there is; empty if the name says nothing.
std::string labels_path(const std::string& images) {
  const std::filesystem::path path(images);
  std::string name = path.filename().string();
  for (const auto& [from, to] : {std::pair{"images", "labels"}, std::pair{"idx3", "idx1"}}) {
    const auto at = name.find(from);
    if (at == std::string::npos) return {};
    name.replace(at, std::string_view(from).size(), to);
  }
  const auto as_named = path.parent_path() / name;
  const auto other = name.ends_with(".gz") ? path.parent_path() / name.substr(0, name.size() - 3)
                                           : path.parent_path() / (name + ".gz");
  return (!std::filesystem::exists(as_named) && std::filesystem::exists(other) ? other : as_named).string();
}

std::vector<std::string> read_labels(const File& file, std::size_t items) {
  const Array array = parse_header(file);
  if (array.dimensions != 1) {
    refuse(file, "expected labels in one dimension, found " + std::to_string(array.dimensions));
  }
  if (array.items != items) {
    refuse(file, "expected " + std::to_string(items) + " labels, one an image, found " + std::to_string(array.items));
  }
  std::vector<std::string> labels;
  for (std::size_t i = 0; i < items; ++i) {
    const double label = array.at(i, 0);
    if (!std::isfinite(label)) refuse(file, i + 1, 1, "expected a finite label, found " + shortest_text(label));
    labels.push_back(shortest_text(label));
  }
  return labels;
}

}  // namespace

bool looks_like_idx(const File& file) {
  const std::string& bytes = file.bytes();
  return bytes.size() >= magic_bytes && bytes[0] == 0 && bytes[1] == 0 && type_of(bytes[2]).size != 0 && bytes[3] > 0;
}

Table read_idx(const File& images, const ReadOptions& options) {
  const Array array = parse_header(images);
  if (array.dimensions < 2) refuse(images, "expected images, found labels: give the file of the images");
  if (array.items == 0 || array.item_size == 0) refuse(images, "the array has no elements");
  Table table;
  table.features = name_features(images, array.item_size, options);
  table.encoding.columns = table.features;
  table.X.resize(static_cast<Eigen::Index>(array.items), static_cast<Eigen::Index>(array.item_size));
  for (std::size_t k = 0; k < array.item_size; ++k) {
    for (std::size_t i = 0; i < array.items; ++i) {
      const double value = array.at(i, k);
      if (!std::isfinite(value)) {
        refuse(images, i + 1, k + 1, "expected a finite number, found " + shortest_text(value));
      }
      table.X(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k)) = value;
    }
  }

  const std::string path = options.labels_file.empty() ? labels_path(images.name) : options.labels_file;
  const bool may_be_unlabelled = options.expected_features.has_value() && options.labels_file.empty();
  if (may_be_unlabelled && (path.empty() || !std::filesystem::exists(path))) return table;
  if (path.empty()) refuse(images, "the file of the labels is not evident from the name: say --labels-file FILE");
  const File labels = load_file(path);
  table.labels = read_labels(labels, array.items);
  table.sha256 = sha256({std::as_bytes(std::span(images.stored)), std::as_bytes(std::span(labels.stored))});
  return table;
}

}  // namespace heaviside::data
