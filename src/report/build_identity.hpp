/// \file  What the build writes into the program: see cmake/HeavisideVersion.cmake. Local.
#pragma once

namespace heaviside::report {

extern const char* const built_version;
extern const char* const built_commit;
extern const char* const built_options;

}  // namespace heaviside::report
