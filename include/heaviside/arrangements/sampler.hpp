/// \file  Pipeline step 2: the patterns of a source's hyperplanes, each rank its share.
#pragma once

#include <Eigen/Core>

#include "heaviside/arrangements/hyperplanes.hpp"
#include "heaviside/arrangements/pattern.hpp"
#include "heaviside/core/communicator.hpp"
#include "heaviside/core/log.hpp"

namespace heaviside::arrangements {

/// Patterns 1{Z u_g >= 0} of the hyperplanes, or of the deep subnetworks, of this rank's core::share of the indices
/// 0..count()-1, without those that are zero everywhere (a neuron that is never on changes nothing). Equal patterns are
/// all there: see make_distinct.
///
/// \param Z  n x r, whole and identical on every rank
/// \returns  memory: one bit a sample and hyperplane of the share; the real numbers Z u exist for a few at a time only
/// \note Local (no communication); the ranks' shares together are the whole.
PatternSet sample_patterns(const core::Communicator& comm, const Eigen::MatrixXd& Z, const HyperplaneSource& source,
                           core::Log& log);

}  // namespace heaviside::arrangements
