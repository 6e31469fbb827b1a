# cmake -C cmake/presets/dev.cmake -B build-dev : warnings are errors, library assertions on, still optimised
set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -DNDEBUG" CACHE STRING "")  # no -g: a quarter of the time to compile
set(HEAVISIDE_STRICT ON CACHE BOOL "")
