#!/usr/bin/env bash
# What it takes to prove a network globally optimal, and how far proofs come: Markdown tables.
#   run.sh --data-dir DIR [options of certificates.py]
set -euo pipefail
project=$(cd "$(dirname "$0")/../.." && pwd)
. "$project/cmake/prepare.sh"

install_packages "${build_packages[@]}" "${plot_packages[@]}"
use_small_machine
export OPENBLAS_NUM_THREADS=${OPENBLAS_NUM_THREADS:-1}
directory=${BUILD_DIR:-$project/build}
build release "$directory" -t heaviside >&2
python3 "$project/experiments/certificates/certificates.py" --heaviside "$directory/heaviside" "$@"
