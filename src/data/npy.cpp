#include "heaviside/data/npy.hpp"

#include <cmath>

#include "binary_number.hpp"
#include "columns.hpp"
#include "readers.hpp"
#include "text.hpp"

namespace heaviside::data {
namespace {

constexpr std::string_view magic = "\x93NUMPY";

/// An array as its header describes it.
struct Array {
  NumberType type{};
  bool by_columns = false;
  std::size_t rows = 0;
  std::size_t cols = 0;
  std::string_view values;
};

/// The text after `'key':` in the header, a Python dictionary; blanks at its start are left out.
std::string_view value_of(const File& file, std::string_view header, const std::string& key) {
  const auto start = header.find("'" + key + "':");
  if (start == std::string_view::npos) refuse(file, "expected '" + key + "' in the NPY header, found none");
  return trimmed(header.substr(start + key.size() + 3));
}

NumberType type_of(const File& file, std::string_view header) {
  const std::string_view value = value_of(file, header, "descr");
  const std::string_view text = value.substr(0, value.find('\'', 1));  // 'XYN with X = < > | =, Y the kind, N the size
  if (text.size() == 4 && std::string_view("<>|=").find(text[1]) != std::string_view::npos) {
    // A NumPy bool is one byte, 0 or 1.
    const NumberType type{text[2] == 'b' ? 'u' : text[2], static_cast<std::size_t>(text[3] - '0'), text[1] == '>'};
    if (decoder(type) != nullptr) return type;
  }
  refuse(file, "expected an array of i1 i2 i4 i8 u1 u2 u4 u8 f4 or f8, found the type " +
                   shown(text.starts_with('\'') ? text.substr(1) : text));
}

/// The two numbers of `(rows, cols)`.
std::pair<std::size_t, std::size_t> shape_of(const File& file, std::string_view header) {
  std::string_view text = value_of(file, header, "shape");
  text = text.substr(0, text.find(')'));
  const auto comma = text.find(',');
  const auto numbers = [&](std::string_view part) { return parse_number(trimmed(part)); };
  if (text.starts_with('(') && comma != std::string_view::npos) {
    const auto rows = numbers(text.substr(1, comma - 1));
    std::string_view second = text.substr(comma + 1);
    if (second.ends_with(',')) second.remove_suffix(1);
    const auto cols = numbers(second);
    constexpr double most = 1e15;
    if (rows && cols && *rows >= 0 && *cols >= 0 && *rows * *cols < most) {
      return {static_cast<std::size_t>(*rows), static_cast<std::size_t>(*cols)};
    }
  }
  refuse(file, "expected an array of two dimensions (rows, columns), found the shape " + shown(text));
}

Array parse_header(const File& file) {
  const std::string_view bytes = file.bytes();
  const auto byte = [&](std::size_t k) -> std::size_t {
    if (k >= bytes.size()) refuse(file, "the NPY header is truncated");
    return static_cast<unsigned char>(bytes[k]);
  };
  const std::size_t version = byte(magic.size());
  const std::size_t length_at = magic.size() + 2;
  const std::size_t length_bytes = version == 1 ? 2 : 4;
  if (version < 1 || version > 3) refuse(file, "expected NPY version 1, 2 or 3, found " + std::to_string(version));
  std::size_t length = 0;
  for (std::size_t b = 0; b < length_bytes; ++b) length |= byte(length_at + b) << (8 * b);
  const std::size_t values_at = length_at + length_bytes + length;
  if (values_at > bytes.size()) refuse(file, "the NPY header is truncated");

  const std::string_view header = bytes.substr(length_at + length_bytes, length);
  Array array;
  array.type = type_of(file, header);
  array.by_columns = value_of(file, header, "fortran_order").starts_with("True");
  std::tie(array.rows, array.cols) = shape_of(file, header);
  array.values = bytes.substr(values_at);
  const std::size_t expected = array.rows * array.cols * array.type.size;
  if (array.values.size() != expected) {
    refuse(file, "expected " + std::to_string(expected) + " bytes of values after the NPY header, found " +
                     std::to_string(array.values.size()));
  }
  return array;
}

/// Every value of one column, in order of rows.
Eigen::VectorXd column(const File& file, const Array& array, std::size_t k) {
  const Decoder value_at = decoder(array.type);
  const std::size_t step = array.type.size * (array.by_columns ? 1 : array.cols);
  const char* bytes = array.values.data() + array.type.size * (array.by_columns ? k * array.rows : k);
  Eigen::VectorXd values(static_cast<Eigen::Index>(array.rows));
  for (std::size_t i = 0; i < array.rows; ++i, bytes += step) {
    const double value = value_at(bytes);
    if (!std::isfinite(value)) refuse(file, i + 1, k + 1, "expected a finite number, found " + shortest_text(value));
    values[static_cast<Eigen::Index>(i)] = value;
  }
  return values;
}

Array parse(const File& file) {
  if (!looks_like_npy(file)) refuse(file, "expected an NPY file, which begins with \\x93NUMPY");
  const Array array = parse_header(file);
  if (array.rows == 0 || array.cols == 0) refuse(file, "the array has no elements");
  return array;
}

}  // namespace

bool looks_like_npy(const File& file) { return file.bytes().starts_with(magic); }

Table read_npy(const File& file, const ReadOptions& options) {
  const Array array = parse(file);
  const Columns columns = assign_columns(file, array.cols, {}, options);
  Table table;
  table.features = name_features(file, columns.features.size(), options);
  table.encoding.columns = table.features;
  table.X.resize(static_cast<Eigen::Index>(array.rows), static_cast<Eigen::Index>(columns.features.size()));
  Eigen::Index feature = 0;
  for (std::size_t k = 0; k < array.cols; ++k) {
    if (k != columns.label) {
      table.X.col(feature++) = column(file, array, k);
    } else {
      for (const double label : column(file, array, k)) table.labels.push_back(shortest_text(label));
    }
  }
  return table;
}

Eigen::MatrixXd read_npy_matrix(const std::string& path) {
  const File file = load_file(path);
  const Array array = parse(file);
  Eigen::MatrixXd values(static_cast<Eigen::Index>(array.rows), static_cast<Eigen::Index>(array.cols));
  for (std::size_t k = 0; k < array.cols; ++k) values.col(static_cast<Eigen::Index>(k)) = column(file, array, k);
  return values;
}

ByteArray read_npy_bytes(const std::string& path) {
  const File file = load_file(path);
  const Array array = parse(file);
  if (array.type.size != 1 || array.by_columns) refuse(file, "expected an array of uint8 in row order");
  return {static_cast<Eigen::Index>(array.rows),
          static_cast<Eigen::Index>(array.cols),
          {array.values.begin(), array.values.end()}};
}

}  // namespace heaviside::data
