/// \file  Pipeline step 6: a network in words, in the units of the data.
#pragma once

#include <cstdint>
#include <string>

#include "heaviside/network/threshold_network.hpp"

namespace heaviside::network {

/// The neurons of largest |weight| first, at most `limit` of them, one a line:
///
///     +0.52  if  1.2 age - 0.3 bmi + 4.1 >= 0
///
/// Coefficients are those of the raw features, weights of 0 are left out, numbers have six digits. A neuron of more
/// layers is shown unit by unit. Of a linear model, the
/// coefficients of largest effect (over the standardised features) first, and the constant at the end. Local.
std::string show(const Network& network, std::int64_t limit);

}  // namespace heaviside::network
