#include "part.hpp"

#include <array>
#include <cmath>
#include <numeric>
#include <span>

#include "heaviside/solver/distributed_vector.hpp"

namespace heaviside::solver {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

std::vector<std::int64_t> positions(const std::vector<bool>& kept) {
  std::vector<std::int64_t> columns;
  for (std::size_t j = 0; j < kept.size(); ++j) {
    if (kept[j]) columns.push_back(static_cast<std::int64_t>(j));
  }
  return columns;
}

}  // namespace

Part::Part(const dictionary::Dictionary& whole, const std::vector<bool>& kept)
    : whole_(whole), columns_(positions(kept)), part_(whole.select(columns_)) {}

VectorXd Part::to_part(const VectorXd& w) const {
  const VectorXd all = gather_all(part_.comm(), w(columns_));
  return all.segment(part_.local().begin, part_.local().size());
}

VectorXd Part::to_whole(const VectorXd& w) const {
  const auto& comm = part_.comm();
  const VectorXd all = gather_all(comm, w);
  const auto counts = comm.all_gather(std::span<const std::int64_t>(std::array{std::ssize(columns_)}));
  const auto first = std::accumulate(counts.begin(), counts.begin() + comm.rank(), std::int64_t{0});
  VectorXd scattered = VectorXd::Zero(whole_.local().size());
  scattered(columns_) = all.segment(first, std::ssize(columns_));
  return scattered;
}

std::int64_t keep_correlated(const core::Communicator& comm, const VectorXd& c, double least, std::vector<bool>& kept) {
  std::int64_t added = 0;
  for (Index j = 0; j < c.size(); ++j) {
    const auto column = static_cast<std::size_t>(j);
    if (kept[column] || std::abs(c[j]) < least) continue;
    kept[column] = true;
    ++added;
  }
  return comm.sum(added);
}

}  // namespace heaviside::solver
