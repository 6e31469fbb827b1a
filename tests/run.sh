#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test. Safe to run twice. BUILD_DIR chooses the build folder.
set -euo pipefail
project=$(cd "$(dirname "$0")/.." && pwd)
. "$project/cmake/prepare.sh"

install_packages "${build_packages[@]}" "${plot_packages[@]}" "${test_packages[@]}"
use_small_machine
directory=${BUILD_DIR:-$project/build-dev}
build dev "$directory"

say "Running the tests"
cd "$directory"
ctest -j "$(cores)" --output-on-failure "$@"
