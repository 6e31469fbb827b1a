#!/usr/bin/env bash
# Refinement against 100,000 random patterns on the synthetic and UCI sets of [EGLP23], as a Markdown table.
#   run.sh --data-dir DIR [options of compare.py]
set -euo pipefail
project=$(cd "$(dirname "$0")/../.." && pwd)
. "$project/cmake/prepare.sh"

install_packages "${build_packages[@]}" "${plot_packages[@]}"
use_small_machine
export OPENBLAS_NUM_THREADS=${OPENBLAS_NUM_THREADS:-1}
directory=${BUILD_DIR:-$project/build}
build release "$directory" -t heaviside >&2
python3 "$project/experiments/refinement/compare.py" --heaviside "$directory/heaviside" "$@"
