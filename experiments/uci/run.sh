#!/usr/bin/env bash
# Eleven UCI sets, options chosen on validation rows: builds, runs what is not there yet, tabulates, draws, checks.
#   run.sh --data-dir DIR [--sets a,b] [--small] [--results DIR] [--launcher "mpirun -n 4"]
set -euo pipefail
project=$(cd "$(dirname "$0")/../.." && pwd)
. "$project/cmake/prepare.sh"

prepare_program heaviside
exec "$(plotting_python)" "$project/experiments/selecting.py" "$(dirname "$0")" --heaviside "$directory/heaviside" "$@"
