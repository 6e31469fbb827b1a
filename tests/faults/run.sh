#!/usr/bin/env bash
# Every fault of tests/faults, of which ctest tries a sample: a matter of minutes.
set -euo pipefail
project=$(cd "$(dirname "$0")/../.." && pwd)
. "$project/cmake/prepare.sh"

install_packages "${build_packages[@]}" "${plot_packages[@]}" "${test_packages[@]}"
use_small_machine
directory=${BUILD_DIR:-$project/build-dev}
build dev "$directory" -t all_faults
