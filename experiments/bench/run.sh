#!/usr/bin/env bash
# The benchmarks of one machine as Markdown tables: kernels against OpenBLAS, then whole training runs.
#   run.sh [--data-dir DIR] [options of cases.py]
set -euo pipefail
project=$(cd "$(dirname "$0")/../.." && pwd)
. "$project/cmake/prepare.sh"

install_packages "${build_packages[@]}" "${plot_packages[@]}"
use_small_machine
directory=${BUILD_DIR:-$project/build}
build release "$directory"

say "Kernels"
"$directory/bench_kernels"
say "Training runs"
python3 "$project/experiments/bench/cases.py" --heaviside "$directory/heaviside" "$@"
