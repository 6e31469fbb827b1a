/// \file  Pipeline step 7: what made a result: versions, commit, machine.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "heaviside/core/communicator.hpp"

namespace heaviside::report {

/// Versions of heaviside, its libraries and its compiler, by name. Local.
nlohmann::ordered_json versions();

/// heaviside's own version, "0.1.0". Local.
std::string version();

/// The commit that was built, "-dirty" behind it where files were changed; "unknown" when built outside git. Local.
std::string commit();

/// CMake's build type and the options of the build that are on. Local.
std::string build_options();

/// The model name of this rank's processor. Local.
std::string processor();

/// The largest memory that a rank has held so far, in MiB.
/// \note Collective: one maximum.
double peak_rss_mib_max_rank(const core::Communicator& comm);

/// The largest memory that a rank holds now, in MiB.
/// \note Collective: one maximum.
double rss_mib_max_rank(const core::Communicator& comm);

}  // namespace heaviside::report
