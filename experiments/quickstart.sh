#!/usr/bin/env bash
# From nothing to a trained network on one machine: installs what is missing, builds, trains on two ranks, predicts the
# rows that were held out, and draws what happened. Safe to run twice. Results go to results/quickstart.
set -euo pipefail
project=$(cd "$(dirname "$0")/.." && pwd)
. "$project/cmake/prepare.sh"

prepare_program heaviside

results=$project/results/quickstart
heaviside=$directory/heaviside
mkdir -p "$results"

say "Training on the end positions of tic-tac-toe, a fifth of them held out, on 2 ranks"
mpirun -n 2 "$heaviside" train builtin:tic-tac-toe --split 0.2 --patterns 5000 --out "$results"

say "Predicting the positions that were held out"
mpirun -n 2 "$heaviside" predict "$results/model.json" builtin:tic-tac-toe --split 0.2 --out "$results/predictions.csv"

say "The five heaviest neurons"
"$heaviside" show "$results/model.json" --limit 5

"$(plotting_python)" "$project/experiments/plot_training.py" "$results"
say "Done: $results holds model.json, report.json, trace.csv, predictions.csv and training.png"
