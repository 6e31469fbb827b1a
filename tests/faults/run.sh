#!/usr/bin/env bash
# Every fault of tests/faults, of which ctest tries a sample: the better part of an hour. In N pieces:
#
#     tests/faults/run.sh [i/N]      the i-th
set -euo pipefail
project=$(cd "$(dirname "$0")/../.." && pwd)
. "$project/cmake/prepare.sh"

part=${1:-1/1}
[[ $part =~ ^([0-9]+)/([0-9]+)$ && ${BASH_REMATCH[1]} -ge 1 && ${BASH_REMATCH[1]} -le ${BASH_REMATCH[2]} ]] ||
  die "expected a part i/N with i from 1 to N, found $part"
export HEAVISIDE_FAULT_PART=$part

install_packages "${build_packages[@]}" "${plot_packages[@]}" "${test_packages[@]}"
use_small_machine
directory=${BUILD_DIR:-$project/build-dev}
build dev "$directory" -t all_faults
