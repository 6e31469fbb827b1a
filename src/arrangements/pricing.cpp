#include "heaviside/arrangements/pricing.hpp"

#include "heaviside/core/partition.hpp"
#include "heaviside/core/random.hpp"

namespace heaviside::arrangements {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Where start number `start` (counted over all rounds) of a round begins.
VectorXd first_direction(const MatrixXd& Z, const VectorXd& r, const MatrixXd& neurons, std::int64_t place,
                         std::int64_t start, std::uint64_t seed) {
  if (place == 0) return Z.transpose() * r;
  if (place % 2 == 1 && neurons.cols() > 0) return neurons.col(start / 2 % neurons.cols());
  VectorXd u(Z.cols());
  core::normals(seed, core::stream::starts, static_cast<std::uint64_t>(start),
                {u.data(), static_cast<std::size_t>(u.size())});
  return u;
}

}  // namespace

std::vector<PricedHyperplane> price(const core::Communicator& comm, const MatrixXd& Z, const VectorXd& r,
                                    const MatrixXd& neurons, std::int64_t round, const PricingOptions& options) {
  const core::Range share = core::share(options.starts, comm.size(), comm.rank());
  std::vector<double> mine;  // score and u of each start, one after the other
  for (std::int64_t place = share.begin; place < share.end; ++place) {
    const std::int64_t start = round * options.starts + place;
    const VectorXd u = first_direction(Z, r, neurons, place, start, options.search.seed);
    const PricedHyperplane found = climb(Z, r, u, start, options.search);
    mine.push_back(found.score);
    mine.insert(mine.end(), found.u.begin(), found.u.end());
  }
  const auto all = comm.all_gather(std::span<const double>(mine));
  std::vector<PricedHyperplane> priced;
  const Index width = Z.cols() + 1;
  for (std::int64_t start = 0; start < options.starts; ++start) {
    const double* const record = all.data() + start * width;
    priced.push_back({Eigen::Map<const VectorXd>(record + 1, Z.cols()), record[0]});
  }
  return priced;
}

}  // namespace heaviside::arrangements
