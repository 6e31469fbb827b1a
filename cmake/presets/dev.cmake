# cmake -C cmake/presets/dev.cmake -B build-dev : warnings are errors, library assertions on, still optimised
set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "")
set(HEAVISIDE_STRICT ON CACHE BOOL "")
