#!/usr/bin/env bash
# The benchmarks of one machine as Markdown tables, and plots in results/bench: kernels against OpenBLAS and against reading
# the bits, time to a gap against packaged solvers, pricing, then whole training runs.
#   run.sh [--data-dir DIR] [options of cases.py]
# TIME_TO_GAP="--sizes S,M" gives options to time_to_gap.py.
set -euo pipefail
project=$(cd "$(dirname "$0")/../.." && pwd)
. "$project/cmake/prepare.sh"

prepare_program heaviside bench_kernels bench_solver bench_pricing
python=$(plotting_python)
bench=$project/experiments/bench results=$project/results/bench

say "Kernels"
"$directory/bench_kernels"
say "Time to a gap"
# shellcheck disable=SC2086  # several options
"$python" "$bench/time_to_gap.py" --bench "$directory/bench_solver" --results "$results" ${TIME_TO_GAP:-}
say "Pricing"
"$directory/bench_pricing" "builtin:teacher,n=5000,d=50" 5000
"$python" "$bench/refinement.py" --heaviside "$directory/heaviside" --results "$results"
say "One rank against two: sampling, assembly and solve"
"$python" "$bench/cases.py" --heaviside "$directory/heaviside" --repeat 5 \
  --data "builtin:teacher,n=20000,d=50" --patterns 20000 --ratios 0.1
say "Training runs"
"$python" "$bench/cases.py" --heaviside "$directory/heaviside" "$@"
