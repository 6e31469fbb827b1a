#!/usr/bin/env bash
# How training scales over ranks on this machine, and what a cost model fitted to it predicts for many more: Markdown tables
# and results/scaling/scaling.png.
#   run.sh [options of measure.py]
set -euo pipefail
project=$(cd "$(dirname "$0")/../.." && pwd)
. "$project/cmake/prepare.sh"

prepare_program heaviside bench_messages
python=$(plotting_python)
"$python" "$project/experiments/scaling/measure.py" --heaviside "$directory/heaviside" \
  --messages "$directory/bench_messages" --results "$project/results/scaling" "$@"
say "Cost model"
"$python" "$project/experiments/scaling/model.py" "$project/results/scaling/measurements.json"
