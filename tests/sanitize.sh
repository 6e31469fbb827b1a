#!/usr/bin/env bash
# Builds with the address and undefined-behaviour sanitizers, and runs the unit, property and mpi tests at 1, 2, 3 and 4 ranks:
# what either finds is an error. Arguments replace this choice of tests.
#
# There is no run with the thread sanitizer: the program has no threads of its own, and those of MPI libraries are not built
# for it.
set -euo pipefail
project=$(cd "$(dirname "$0")/.." && pwd)
. "$project/cmake/prepare.sh"

install_packages "${build_packages[@]}" "${plot_packages[@]}" "${test_packages[@]}"
use_small_machine
directory=${BUILD_DIR:-$project/build-asan}
build asan "$directory"

# Open MPI unloads its plugins before the end, so what they leak has no name that could be suppressed: leaks are not looked for.
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=0:halt_on_error=1}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-halt_on_error=1:print_stacktrace=1}
say "Running the tests"
cd "$directory"
[ $# -gt 0 ] || set -- -L "unit|property|mpi"
ctest -j "$(cores)" --output-on-failure "$@"
