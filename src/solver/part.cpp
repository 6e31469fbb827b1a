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

Part::Part(const dictionary::Dictionary& whole, const std::vector<bool>& kept, Index outputs)
    : whole_(whole), columns_(positions(kept)), outputs_(outputs), part_(whole.select(columns_)) {}

VectorXd Part::to_part(const VectorXd& w) const {
  const VectorXd all = gather_all(part_.comm(), groups_at(w, outputs_, columns_));
  return all.segment(outputs_ * part_.local().begin, outputs_ * part_.local().size());
}

VectorXd Part::to_whole(const VectorXd& w) const {
  const auto& comm = part_.comm();
  const VectorXd all = gather_all(comm, w);
  const auto counts = comm.all_gather(std::span<const std::int64_t>(std::array{std::ssize(columns_)}));
  const auto first = std::accumulate(counts.begin(), counts.begin() + comm.rank(), std::int64_t{0});
  Eigen::MatrixXd scattered = Eigen::MatrixXd::Zero(outputs_, whole_.local().size());
  scattered(Eigen::all, columns_) = all.reshaped(outputs_, part_.cols()).middleCols(first, std::ssize(columns_));
  return scattered.reshaped();
}

std::int64_t keep_correlated(const core::Communicator& comm, const VectorXd& sizes, double least,
                             std::vector<bool>& kept) {
  std::int64_t added = 0;
  for (Index j = 0; j < sizes.size(); ++j) {
    const auto column = static_cast<std::size_t>(j);
    if (kept[column] || sizes[j] < least) continue;
    kept[column] = true;
    ++added;
  }
  return comm.sum(added);
}

}  // namespace heaviside::solver
