#include "broadcast.hpp"

#include <map>
#include <span>
#include <string>
#include <vector>

#include "heaviside/data/held_once.hpp"

namespace heaviside::data {
namespace {

using Texts = std::vector<std::string>;

/// As one message of lengths and one of letters: there may be a text a row.
void broadcast(const core::Communicator& comm, Texts& texts) {
  std::vector<std::size_t> lengths;
  std::string letters;
  for (const auto& text : texts) {
    lengths.push_back(text.size());
    letters += text;
  }
  lengths.resize(comm.broadcast(lengths.size()));
  comm.broadcast(std::span(lengths));
  letters = comm.broadcast(letters);
  if (comm.is_root()) return;
  texts.clear();
  std::size_t start = 0;
  for (const std::size_t length : lengths) {
    texts.push_back(letters.substr(start, length));
    start += length;
  }
}

void broadcast(const core::Communicator& comm, std::map<std::string, Texts>& lists) {
  Texts keys;
  for (const auto& [key, list] : lists) keys.push_back(key);
  broadcast(comm, keys);
  for (const auto& key : keys) broadcast(comm, lists[key]);
}

void broadcast(const core::Communicator& comm, Encoding& encoding) {
  broadcast(comm, encoding.columns);
  broadcast(comm, encoding.categories);
  encoding.missing = comm.broadcast(encoding.missing);
  encoding.fill.resize(comm.broadcast(encoding.fill.size()));
  comm.broadcast(std::span(encoding.fill));
}

/// The root's matrix on every rank, once a node.
void broadcast(const core::Communicator& comm, Eigen::MatrixXd& X) {
  const auto rows = comm.broadcast(X.rows());
  const auto cols = comm.broadcast(X.cols());
  const core::Nodes nodes(comm);
  X = held_once(nodes, rows, cols, [&](auto& held) {
    if (comm.is_root()) {
      held = X;
      X.resize(0, 0);
    }
    nodes.leaders().broadcast(std::span(held.data(), static_cast<std::size_t>(held.size())));
  });
}

}  // namespace

void broadcast(const core::Communicator& comm, Table& table) {
  if (comm.size() == 1) return;
  broadcast(comm, table.X);
  broadcast(comm, table.features);
  broadcast(comm, table.labels);
  broadcast(comm, table.classes);
  table.weights.resize(comm.broadcast(table.weights.size()));
  comm.broadcast(std::span(table.weights.data(), static_cast<std::size_t>(table.weights.size())));
  broadcast(comm, table.encoding);
  table.sha256 = comm.broadcast(table.sha256);
  table.name = comm.broadcast(table.name);
}

}  // namespace heaviside::data
