# cmake -C cmake/presets/asan.cmake -B build-asan : address and undefined-behaviour sanitizers
set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "")
set(HEAVISIDE_STRICT ON CACHE BOOL "")
set(CMAKE_CXX_FLAGS "-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -Wno-maybe-uninitialized" CACHE STRING "")
