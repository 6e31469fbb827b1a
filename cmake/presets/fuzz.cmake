# cmake -C cmake/presets/fuzz.cmake -B build-fuzz : the readers under libFuzzer, with address and undefined-behaviour
# sanitizers; needs clang. tests/fuzz/run.sh runs them.
set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "")
set(CMAKE_CXX_COMPILER clang++ CACHE STRING "")
set(CMAKE_CXX_FLAGS "-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -D_GLIBCXX_ASSERTIONS" CACHE STRING "")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -gline-tables-only" CACHE STRING "")
set(HEAVISIDE_FUZZ ON CACHE BOOL "")
