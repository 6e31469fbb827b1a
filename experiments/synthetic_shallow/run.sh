#!/usr/bin/env bash
# Convex training against straight-through estimators, two layers, on synthetic data: builds, runs what is not there yet, tabulates, draws, checks. A rank count is an option:
#   run.sh [--small] [--results DIR] [--launcher "mpirun -n 4"]
set -euo pipefail
project=$(cd "$(dirname "$0")/../.." && pwd)
. "$project/cmake/prepare.sh"

prepare_program heaviside
exec "$(plotting_python)" "$project/experiments/comparison.py" "$(dirname "$0")" --heaviside "$directory/heaviside" "$@"
