# cmake -C cmake/presets/coverage.cmake -B build-coverage : line coverage, read by gcovr
set(CMAKE_BUILD_TYPE Debug CACHE STRING "")
set(HEAVISIDE_COVERAGE ON CACHE BOOL "")
