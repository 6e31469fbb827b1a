# cmake -C cmake/presets/int64.cmake -B build-int64 : PETSc with 64-bit indices
set(CMAKE_BUILD_TYPE Release CACHE STRING "")
set(HEAVISIDE_INT64 ON CACHE BOOL "")
