#!/usr/bin/env bash
# Builds with coverage, runs every test, and prints the line coverage of src. Safe to run twice.
set -euo pipefail
project=$(cd "$(dirname "$0")/.." && pwd)
. "$project/cmake/prepare.sh"

install_packages "${build_packages[@]}" "${plot_packages[@]}" "${test_packages[@]}" gcovr
use_small_machine
directory=${BUILD_DIR:-$project/build-coverage}
build coverage "$directory"

say "Running the tests"
find "$directory" -name '*.gcda' -delete
(cd "$directory" && ctest --output-on-failure "$@")

say "Line coverage"
gcovr --root "$project" --filter "$project/src/" --filter "$project/include/" --exclude-throw-branches "$directory"
