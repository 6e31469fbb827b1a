/// \file  Pipeline step 7: the short table that training prints on stdout.
#pragma once

#include <string>

#include "heaviside/report/record.hpp"

namespace heaviside::report {

/// Status, objective, gaps, neurons, accuracies, time: one a line, names left, values right of them; what is absent is
/// left out, save the certified gap, of which it is said. Where a gap was asked for, the verdict is
/// the last line. Local.
std::string summary(const RunRecord& record);

}  // namespace heaviside::report
