/// \file  Pipeline step 7: what was proven, in a plain sentence.
#pragma once

#include <optional>
#include <string>

namespace heaviside::report {

/// What a certified gap says of an objective, over all patterns of the data, against the gap that was asked for.
///
/// \param certified  relative, between the objective and a proven lower bound; none where nothing was proven
/// \returns  one sentence, with a full stop and without an end of line. Local.
std::string verdict(std::optional<double> certified, double gap);

}  // namespace heaviside::report
