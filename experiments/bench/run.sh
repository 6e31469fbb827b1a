#!/usr/bin/env bash
# The benchmarks of one machine as Markdown tables: kernels against OpenBLAS, then whole training runs.
#   run.sh [--data-dir DIR] [options of cases.py]
set -euo pipefail
project=$(cd "$(dirname "$0")/../.." && pwd)
. "$project/cmake/prepare.sh"

prepare_program heaviside bench_kernels

say "Kernels"
"$directory/bench_kernels"
say "One rank against two: sampling, assembly and solve"
python3 "$project/experiments/bench/cases.py" --heaviside "$directory/heaviside" --repeat 5 \
  --data "builtin:teacher,n=20000,d=50" --patterns 20000 --ratios 0.1
say "Training runs"
python3 "$project/experiments/bench/cases.py" --heaviside "$directory/heaviside" "$@"
